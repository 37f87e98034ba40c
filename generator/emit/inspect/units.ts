/** Ephemeral units that servers send each other: the description has one for each `edu_type`, and refers to none of them. */
import { get, getArray, getString, type Json } from "../../json.js";
import type { LinkedSpec, SchemaId } from "../../link/linked-spec.js";
import type { NamedType } from "../../name/names.js";
import { ownPartsOf, partsOf } from "./event-reach.js";
import { leadingTo } from "./leading-to.js";

/** Types of a module that describe units of one kind, by that kind, which `kindOf` tells. */
export function unitsOf(
  types: readonly NamedType[],
  kindOf: (schema: Json) => string | undefined,
): Map<string, NamedType> {
  const found = new Map<string, NamedType>();
  for (const type of types) {
    const kind = kindOf(type.schema);
    if (kind !== undefined && !found.has(kind)) found.set(kind, type);
  }
  return found;
}

/** Tells the kind of units that a schema describes. Nearly none describes any, so that only those are looked through which lead to one that does. */
export function unitKinds(linked: Pick<LinkedSpec, "schemas">): (schema: Json) => string | undefined {
  const own = [...linked.schemas].map(([id, { schema }]) => [id, ownPartsOf(schema)] as const);
  const leading = leadingTo(
    own.flatMap(([id, parts]) => (kindIn(parts) === undefined ? [] : [id])),
    own.flatMap(([id, parts]) => refsIn(parts).map((ref) => [ref, id] as const)),
  );
  return (schema) => {
    const parts = ownPartsOf(schema);
    const leads = refsIn(parts).some((ref) => leading.has(ref));
    return kindIn(leads ? partsOf(schema, linked) : parts);
  };
}

function refsIn(parts: readonly Json[]): SchemaId[] {
  return parts.flatMap((part) => getString(part, "$ref") ?? []);
}

function kindIn(parts: readonly Json[]): string | undefined {
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
