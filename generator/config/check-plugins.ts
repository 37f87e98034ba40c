/** Checks `plugins` of a configuration, which no JSON Schema can describe: they hold functions. */
import { EMITTER_NAMES } from "../emit/emitters.js";
import type { EmitterPlugin } from "../emit/plugin.js";
import { didYouMean } from "../near-names.js";
import { pointer } from "../pointer.js";

export interface PluginProblem {
  /** A JSON Pointer into the configuration. */
  readonly place: string;
  readonly message: string;
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const SETTINGS = ["name", "needs", "emit"];

/** The emitters that are right in themselves, and what is wrong with the others. */
export function checkPlugins(value: unknown): {
  readonly plugins: readonly EmitterPlugin[];
  readonly problems: readonly PluginProblem[];
} {
  const problems: PluginProblem[] = [];
  const say = (message: string, ...place: (string | number)[]): void => {
    problems.push({
      place: pointer("plugins", ...place),
      message: `${["plugins", ...place].join(".")} ${message}`,
    });
  };
  if (value === undefined) return { plugins: [], problems };
  if (!Array.isArray(value)) {
    say("must be array");
    return { plugins: [], problems };
  }
  const plugins: EmitterPlugin[] = [];
  const names = new Set<string>(EMITTER_NAMES);
  for (const [index, each] of value.entries()) {
    if (!isRecord(each)) {
      say("is not an emitter: defineEmitter makes one", index);
      continue;
    }
    for (const key of Object.keys(each))
      if (!SETTINGS.includes(key))
        say(`has no setting ${JSON.stringify(key)}${didYouMean(key, SETTINGS)}`, index);
    const { name, needs, emit } = each;
    if (typeof name !== "string" || !NAME.test(name))
      say("must be a string of lower-case letters, digits and hyphens", index, "name");
    else if (names.has(name)) say(`is ${JSON.stringify(name)}, as another emitter is`, index, "name");
    else names.add(name);
    if (typeof emit !== "function") say("must be a function", index, "emit");
    if (needs !== undefined && !isListOfStrings(needs))
      say("must be a list of names of emitters", index, "needs");
    if (isPlugin(each)) plugins.push(each);
  }
  for (const [index, { needs = [] }] of plugins.entries())
    for (const needed of needs)
      if (!names.has(needed))
        say(
          `names ${JSON.stringify(needed)}, which is no emitter${didYouMean(needed, names)}`,
          index,
          "needs",
        );
  return { plugins, problems };
}

/** Whether a value is an object with members, and no list. */
export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isPlugin(value: unknown): value is EmitterPlugin {
  return (
    isRecord(value) &&
    typeof value.name === "string" &&
    typeof value.emit === "function" &&
    (value.needs === undefined || isListOfStrings(value.needs))
  );
}
