/** Unfolds `$ref` and `allOf`: everything that one value has to meet, from the most general to the most specific. */
import type { Json, JsonObject } from "../json.js";
import { getArray, getString, isArray, isObject } from "../json.js";
import type { LinkedSpec, Schema, SchemaId } from "../link/linked-spec.js";

export interface Collected {
  /** Schemas whose own keywords apply; their `$ref`, `allOf`, `anyOf` and `oneOf` are dealt with here. */
  readonly leaves: JsonObject[];
  /** Lists of which one branch has to apply; `oneOf` means no more than `anyOf` in this specification. */
  readonly choices: (readonly Schema[])[];
}

/** The schema `false`, in words that are asked for like those of any other. */
const NEVER: JsonObject = { type: [] };

export function collect(parts: readonly Schema[], linked: LinkedSpec): Collected {
  const collected: Collected = { leaves: [], choices: [] };
  const seen = new Set<SchemaId>();
  for (const part of parts) visit(part, linked, collected, seen);
  return collected;
}

function visit(schema: Json, linked: LinkedSpec, into: Collected, seen: Set<SchemaId>): void {
  if (schema === false) into.leaves.push(NEVER);
  if (!isObject(schema)) return;
  const ref = getString(schema, "$ref");
  if (ref !== undefined && !seen.has(ref)) {
    // Once is enough, however often it is named: all of it has to be met, and a chain of pairs ends.
    seen.add(ref);
    visit(linked.schemas.get(ref)?.schema ?? true, linked, into, seen);
  }
  for (const part of getArray(schema, "allOf")) visit(part, linked, into, seen);
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = schema[keyword];
    if (isArray(branches) && branches.length > 0)
      into.choices.push(branches.filter((branch) => isObject(branch) || typeof branch === "boolean"));
  }
  into.leaves.push(schema);
}
