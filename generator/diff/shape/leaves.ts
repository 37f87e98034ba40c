/** A list of schemas that all apply to one value: the last one to speak of a keyword wins, limits add up. */
import type { Json, JsonObject } from "../../json.js";
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

/** The limit that some values of one keyword make together. */
function strictest(keyword: string, values: readonly Json[]): Json | undefined {
  if (keyword === "uniqueItems") return values.length === 0 ? undefined : values.includes(true);
  const numbers = values.filter((value) => typeof value === "number");
  const [first, ...others] = numbers;
  if (first === 0 && others.length === 0 && LENGTHS.has(keyword)) return undefined;
  if (first === undefined || others.length === 0) return first;
  if (keyword === "multipleOf") return [...new Set(numbers)].sort((a, b) => a - b);
  return /^(min|exclusiveMin)/.test(keyword) ? Math.max(...numbers) : Math.min(...numbers);
}

export function last(leaves: Leaves, keyword: string): Json | undefined {
  for (let index = leaves.length - 1; index >= 0; index -= 1) {
    const leaf = leaves[index];
    if (leaf !== undefined && Object.hasOwn(leaf, keyword)) return leaf[keyword];
  }
  return undefined;
}

export function lastValues(leaves: Leaves): readonly Json[] | undefined {
  return leaves
    .flatMap((leaf) => {
      const values = valuesOf(leaf);
      return values === undefined ? [] : [values];
    })
    .pop();
}
