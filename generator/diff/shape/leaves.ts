/** A list of schemas that all apply to one value: the last one to speak of a keyword wins, limits add up. */
import { type Json, type JsonObject, stableStringify } from "../../json.js";
import { valuesOf } from "../../values/values-of.js";
import type { Limits } from "./shapes.js";

export type Leaves = readonly JsonObject[];

/** Each of them applies: the strictest is what counts. */
export function limitsOf(leaves: Leaves, keywords: readonly string[]): Limits {
  const limits = new Map<string, Json>();
  for (const keyword of keywords) {
    const limit = strictest(
      keyword,
      leaves.flatMap((leaf) => leaf[keyword] ?? []),
    );
    if (limit !== undefined) limits.set(keyword, limit);
  }
  return limits;
}

/** Every value has a length of at least 0. */
const LENGTHS: ReadonlySet<string> = new Set(["minItems", "minLength", "minProperties"]);

/** Whether a limit lets every value through. */
export function isIdle(keyword: string, value: Json): boolean {
  return LENGTHS.has(keyword) ? value === 0 : keyword === "uniqueItems" && value === false;
}

/** The limit that some values of one keyword make together. */
function strictest(keyword: string, values: readonly Json[]): Json | undefined {
  if (keyword === "uniqueItems") return values.length === 0 ? undefined : values.includes(true);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length === 0) return undefined;
  if (keyword === "multipleOf") return steps(numbers);
  const limit = /^(min|exclusiveMin)/.test(keyword) ? Math.max(...numbers) : Math.min(...numbers);
  return isIdle(keyword, limit) ? undefined : limit;
}

/** A multiple of one number is one of that number's divisors, too. */
function steps(numbers: readonly number[]): Json {
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  const left = distinct.filter(
    (step) => !distinct.some((other) => other !== step && Number.isInteger(other / step)),
  );
  return left.length === 1 ? (left[0] ?? null) : left;
}

export function last(leaves: Leaves, keyword: string): Json | undefined {
  for (let index = leaves.length - 1; index >= 0; index -= 1) {
    const leaf = leaves[index];
    if (leaf !== undefined && Object.hasOwn(leaf, keyword)) return leaf[keyword];
  }
  return undefined;
}

/** Values that schemas list; undefined where they list none. */
export type Listed = readonly Json[] | undefined;

/** The listed values that all lists have; where they share none, the most specific list is meant. */
export function listedValues(leaves: Leaves): Listed {
  let listed: Listed;
  for (const leaf of leaves) {
    const values = valuesOf(leaf);
    if (values === undefined) continue;
    const known = listed && new Set(listed.map(stableStringify));
    const shared = known && values.filter((value) => known.has(stableStringify(value)));
    listed = shared === undefined || shared.length === 0 ? values : shared;
  }
  return listed;
}
