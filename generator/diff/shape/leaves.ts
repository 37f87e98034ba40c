/** A list of schemas that all apply to one value: the last one to speak of a keyword wins, limits add up. */
import type { Json, JsonObject } from "../../json.js";
import { valuesOf } from "./kinds.js";
import type { Limits } from "./shapes.js";

export type Leaves = readonly JsonObject[];

/** Each of them applies: the strictest is what counts. */
export function limitsOf(leaves: Leaves, keywords: readonly string[]): Limits {
  const limits = new Map<string, Json>();
  for (const keyword of keywords) {
    const values = leaves.flatMap((leaf) => leaf[keyword] ?? []);
    const [first, ...others] = values.filter((value) => typeof value === "number");
    if (keyword === "uniqueItems") {
      if (values.length > 0) limits.set(keyword, values.includes(true));
    } else if (first === undefined) continue;
    else if (keyword === "multipleOf")
      limits.set(
        keyword,
        others.length === 0 ? first : [...new Set([first, ...others])].sort((a, b) => a - b),
      );
    else {
      const stricter = /^(min|exclusiveMin)/.test(keyword) ? Math.max : Math.min;
      limits.set(
        keyword,
        others.reduce((strictest, other) => stricter(strictest, other), first),
      );
    }
  }
  return limits;
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
