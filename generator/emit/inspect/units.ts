/** Ephemeral units that servers send each other: the description has one for each `edu_type`, and refers to none of them. */
import { get, getArray, getString, type Json } from "../../json.js";
import type { LinkedSpec } from "../../link/linked-spec.js";
import type { NamedType } from "../../name/names.js";
import { partsOf } from "./event-reach.js";

/** Types of a module that describe units of one kind, by that kind. */
export function unitsOf(types: readonly NamedType[], linked: LinkedSpec): Map<string, NamedType> {
  const found = new Map<string, NamedType>();
  for (const type of types) {
    const kind = kindOf(partsOf(type.schema, linked));
    if (kind !== undefined && !found.has(kind)) found.set(kind, type);
  }
  return found;
}

function kindOf(parts: readonly Json[]): string | undefined {
  for (const part of parts) {
    const kind = get(get(part, "properties"), "edu_type");
    const only = getString(kind, "const") ?? soleText(getArray(kind, "enum"));
    if (only !== undefined) return only;
  }
  return undefined;
}

function soleText(values: readonly Json[]): string | undefined {
  const [only] = values;
  return values.length === 1 && typeof only === "string" ? only : undefined;
}
