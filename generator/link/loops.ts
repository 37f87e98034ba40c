/** Finds schemas that come back to themselves on the same value: a validator would never end on them. */
import type { Origin } from "../diagnostic.js";
import { getArray, getEntries, getString, isObject, type Json } from "../json.js";
import { COMPOSITIONS } from "../lower/keywords.js";
import type { LinkedSchema, SchemaId } from "./linked-spec.js";

/** Keywords whose schemas apply to the value itself, not to a part of it. */
const IN_PLACE = ["not", "if", "then", "else"];

/** Places of the schemas that a circle of references comes back to. */
export function findLoops(schemas: ReadonlyMap<SchemaId, LinkedSchema>): Origin[] {
  const edges: Edges = new Map([...schemas].map(([id, { schema }]) => [id, inPlaceRefs(schema)] as const));
  const done = new Set<SchemaId>();
  const ends = [...schemas.keys()].flatMap((start) => circlesFrom(start, edges, done));
  return ends.flatMap((id) => schemas.get(id)?.origin ?? []);
}

type Edges = ReadonlyMap<SchemaId, readonly SchemaId[]>;

/** IDs that are met again below themselves. Depth first without recursion: reference chains are as long as an author likes. */
function circlesFrom(start: SchemaId, edges: Edges, done: Set<SchemaId>): SchemaId[] {
  const found: SchemaId[] = [];
  const path: { readonly id: SchemaId; next: number }[] = [{ id: start, next: 0 }];
  const onPath = new Set([start]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const target = done.has(top.id) ? undefined : edges.get(top.id)?.[top.next++];
    if (target === undefined) {
      done.add(top.id);
      onPath.delete(top.id);
      path.pop();
    } else if (onPath.has(target)) found.push(target);
    else if (!done.has(target)) {
      onPath.add(target);
      path.push({ id: target, next: 0 });
    }
  }
  return found;
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
