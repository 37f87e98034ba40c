/** Which emitters run: those that are asked for, with all that they need. */
import { didYouMean } from "../near-names.js";
import { DEFAULT_EMITTERS, EMITTER_NAMES, type Emitter, isEmitter, withNeeds } from "./emitters.js";
import type { EmitterPlugin } from "./plugin.js";

export interface Chosen {
  /** In the order in which they run. */
  readonly ours: readonly Emitter[];
  /** In the order of the configuration. */
  readonly plugins: readonly EmitterPlugin[];
}

/** All plugins and the usual ones of ours where nothing is asked for. */
export function chooseEmitters(
  wanted: readonly string[] | undefined,
  plugins: readonly EmitterPlugin[],
): Chosen {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin] as const));
  const all = new Set(wanted ?? [...DEFAULT_EMITTERS, ...byName.keys()]);
  for (const name of all) for (const needed of byName.get(name)?.needs ?? []) all.add(needed);
  return {
    ours: withNeeds([...all].filter(isEmitter)),
    plugins: plugins.filter(({ name }) => all.has(name)),
  };
}

/** A sentence about the first name that no emitter has; undefined where all are known. */
export function unknownEmitter(
  wanted: readonly string[],
  plugins: readonly EmitterPlugin[],
): string | undefined {
  const names = [...EMITTER_NAMES, ...plugins.map(({ name }) => name)];
  const unknown = wanted.find((name) => !names.includes(name));
  return unknown === undefined
    ? undefined
    : `${unknown} is none of ${names.join(", ")}${didYouMean(unknown, names)}`;
}
