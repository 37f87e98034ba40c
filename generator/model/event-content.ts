/** The content of an event: what its own file and its bases say about `content`, as one schema. */
import type { Origin } from "../diagnostic.js";
import { get, getArray, getString, isObject, type JsonObject } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";

/** Events have a handful of bases; a chain that is longer says nothing about them. */
export const MAX_BASES = 100;

export interface EventContent {
  readonly schema: Schema;
  /** The most specific of the places that describe it. */
  readonly origin?: Origin;
}

/** Undefined where neither the event nor a base speaks of content. */
export function contentOf(event: Schema, linked: LinkedSpec): EventContent | undefined {
  const parts = contentParts(event, linked, new Set());
  const last = parts[parts.length - 1];
  if (last === undefined) return undefined;
  const specific = parts.filter((part) => !isBare(part));
  const isObjects = parts.some((part) => isBare(part) && get(part, "type") === "object");
  const own = specific.length > 1 ? { allOf: specific } : (specific[0] ?? last);
  const origin = linked.originOf(specific[specific.length - 1] ?? last);
  return { schema: isObjects ? asObject(own, linked) : own, ...(origin && { origin }) };
}

/** All that is said, most specific last. */
function contentParts(schema: Schema, linked: LinkedSpec, seen: Set<string>): Schema[] {
  if (!isObject(schema)) return [];
  const ref = getString(schema, "$ref");
  const follow = ref !== undefined && !seen.has(ref) && seen.size < MAX_BASES;
  const target = follow ? linked.schemas.get(ref)?.schema : undefined;
  if (ref !== undefined) seen.add(ref);
  const own = get(get(schema, "properties"), "content");
  return [
    ...(target === undefined ? [] : contentParts(target, linked, seen)),
    ...getArray(schema, "allOf").flatMap((part) => (isObject(part) ? contentParts(part, linked, seen) : [])),
    ...(isObject(own) || typeof own === "boolean" ? [own] : []),
  ];
}

/** At most `{type: object}` and words: what the bases say about every content. */
function isBare(schema: Schema): boolean {
  if (!isObject(schema)) return schema;
  return Object.keys(schema).every(
    (key) =>
      (key === "type" && schema.type === "object") ||
      key === "description" ||
      key === "title" ||
      key.startsWith("x-"),
  );
}

/** The schema, of objects only: an event is held to what its base says even where its own file says less. */
function asObject(schema: Schema, linked: LinkedSpec): Schema {
  if (schema === true) return { type: "object" };
  if (!isObject(schema) || isOfObjects(schema, linked, new Set())) return schema;
  if (schema.$ref === undefined && schema.type === undefined) return { type: "object", ...schema };
  if (schema.$ref === undefined && getArray(schema, "type").includes("object"))
    return { ...schema, type: "object" };
  return { allOf: [{ type: "object" }, schema] };
}

function isOfObjects(schema: JsonObject, linked: LinkedSpec, seen: Set<string>): boolean {
  const ref = getString(schema, "$ref");
  const target = ref === undefined || seen.has(ref) ? undefined : linked.schemas.get(ref)?.schema;
  if (ref !== undefined) seen.add(ref);
  return schema.type === "object" || (isObject(target) && isOfObjects(target, linked, seen));
}
