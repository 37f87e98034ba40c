/** Follows schemas that say nothing but where another one is. */
import { isObject, type Json } from "../../../json.js";
import type { Schema, SchemaId } from "../../../link/linked-spec.js";

/** Tells for an id where its schema leads in the end. A chain is followed once, however many of its members are asked for. */
export function aliasTargets(byId: ReadonlyMap<SchemaId, Schema>): (id: SchemaId) => SchemaId {
  const ends = new Map<SchemaId, SchemaId>();
  return (start) => {
    const path = new Set<SchemaId>();
    for (let id = start; ; ) {
      const next = ends.has(id) ? undefined : soleRef(byId.get(id) ?? true);
      if (next === undefined || !byId.has(next)) {
        const end = ends.get(id) ?? id;
        for (const each of path) ends.set(each, end);
        return end;
      }
      if (path.has(id)) {
        for (const [each, end] of endsAtCircle(path, id)) ends.set(each, end);
        return id;
      }
      path.add(id);
      id = next;
    }
  };
}

/** A circle has no end: each of its members is one for itself, and those before it end where it is entered. */
function* endsAtCircle(path: Iterable<SchemaId>, entry: SchemaId): Iterable<readonly [SchemaId, SchemaId]> {
  let isEntered = false;
  for (const id of path) {
    isEntered ||= id === entry;
    yield [id, isEntered ? id : entry];
  }
}

/** The id that a schema refers to and nothing else: `{$ref}`, or `{allOf: [{$ref}]}`. */
function soleRef(schema: Json): SchemaId | undefined {
  if (!isObject(schema)) return undefined;
  const keywords = Object.keys(schema);
  if (keywords.length !== 1) return undefined;
  if (typeof schema.$ref === "string") return schema.$ref;
  const parts = schema.allOf;
  return Array.isArray(parts) && parts.length === 1 ? soleRef(parts[0]) : undefined;
}
