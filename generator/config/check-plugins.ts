/** Checks `plugins` of a configuration, which no JSON Schema can describe: they hold functions. */
import { EMITTER_NAMES } from "../emit/emitters.js";
import type { EmitterPlugin } from "../emit/plugin.js";
import { isObject, isTexts } from "../json.js";
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
  if (value === undefined) return { plugins: [], problems: [] };
  if (!Array.isArray(value)) return { plugins: [], problems: [problem([], "must be array")] };
  const names = new Set<string>(EMITTER_NAMES);
  const problems = value.flatMap((each, index) => [...problemsOf(each, index, names)]);
  const plugins = value.filter(isPlugin);
  for (const [index, { needs = [] }] of plugins.entries())
    for (const needed of needs)
      if (!names.has(needed)) {
        const message = `names ${JSON.stringify(needed)}, which is no emitter${didYouMean(needed, names)}`;
        problems.push(problem([index, "needs"], message));
      }
  return { plugins, problems };
}

function problem(place: readonly (string | number)[], message: string): PluginProblem {
  return {
    place: pointer("plugins", ...place),
    message: `${["plugins", ...place].join(".")} ${message}`,
  };
}

/** Problems of one emitter by itself. Its name joins those that are taken. */
function* problemsOf(each: unknown, index: number, names: Set<string>): Iterable<PluginProblem> {
  if (!isObject(each)) {
    yield problem([index], "is not an emitter: defineEmitter makes one");
    return;
  }
  for (const key of Object.keys(each))
    if (!SETTINGS.includes(key))
      yield problem([index], `has no setting ${JSON.stringify(key)}${didYouMean(key, SETTINGS)}`);
  const { name, needs, emit } = each;
  if (typeof name !== "string" || !NAME.test(name))
    yield problem([index, "name"], "must be a string of lower-case letters, digits and hyphens");
  else if (names.has(name))
    yield problem([index, "name"], `is ${JSON.stringify(name)}, as another emitter is`);
  else names.add(name);
  if (typeof emit !== "function") yield problem([index, "emit"], "must be a function");
  if (needs !== undefined && !isTexts(needs))
    yield problem([index, "needs"], "must be a list of names of emitters");
}

function isPlugin(value: unknown): value is EmitterPlugin {
  return (
    isObject(value) &&
    typeof value.name === "string" &&
    typeof value.emit === "function" &&
    (value.needs === undefined || isTexts(value.needs))
  );
}
