/** The values that a schema lists; `const` is an `enum` of one. */
import { isArray, type Json, type JsonObject } from "../json.js";

export function valuesOf(leaf: JsonObject): readonly Json[] | undefined {
  if (leaf.const !== undefined) return [leaf.const];
  return isArray(leaf.enum) ? leaf.enum : undefined;
}
