/** Finds schemas that come back to themselves on the same value: a validator would never end on them. */
import type { Origin } from "../diagnostic.js";
import { getArray, getEntries, getString, isObject, type Json } from "../json.js";
import { COMPOSITIONS } from "../lower/keywords.js";
import type { LinkedSchema, SchemaId } from "./linked-spec.js";

/** Keywords whose schemas apply to the value itself, not to a part of it. */
const IN_PLACE = ["not", "if", "then", "else"];

export function findLoops(schemas: ReadonlyMap<SchemaId, LinkedSchema>): Origin[] {
  const loops: Origin[] = [];
  const done = new Set<SchemaId>();
  const edges = new Map([...schemas].map(([id, { schema }]) => [id, inPlaceRefs(schema)] as const));
  for (const start of schemas.keys()) {
    // Depth first without recursion: reference chains are as long as an author likes.
    const path: { id: SchemaId; next: number }[] = [{ id: start, next: 0 }];
    const onPath = new Set([start]);
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top === undefined) break;
      const target = done.has(top.id) ? undefined : edges.get(top.id)?.[top.next];
      if (target === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
        continue;
      }
      top.next += 1;
      const found = schemas.get(target);
      if (onPath.has(target)) {
        if (found !== undefined) loops.push(found.origin);
      } else if (!done.has(target)) {
        onPath.add(target);
        path.push({ id: target, next: 0 });
      }
    }
  }
  return loops;
}

function inPlaceRefs(schema: Json): SchemaId[] {
  if (!isObject(schema)) return [];
  const ref = getString(schema, "$ref");
  return [
    ...(ref === undefined ? [] : [ref]),
    ...IN_PLACE.flatMap((keyword) => inPlaceRefs(schema[keyword] ?? null)),
    ...COMPOSITIONS.flatMap((keyword) => getArray(schema, keyword).flatMap(inPlaceRefs)),
    ...getEntries(schema, "dependentSchemas").flatMap(([, value]) => inPlaceRefs(value)),
  ];
}
