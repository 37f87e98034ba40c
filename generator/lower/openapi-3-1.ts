/** OpenAPI 3 documents need no lowering but of the schemas inside them. */
import { isArray, isObject, type Json, type JsonObject, mapObject } from "../json.js";
import { pointer } from "../pointer.js";
import type { SchemaContext } from "./context.js";
import { isData, isSchema } from "./data-members.js";
import { lowerSchema } from "./schema.js";

/** The keys of components are names. */
const COMPONENT = /^\/components\/[^/]+\/[^/]+$/;

export function lowerOpenApi31(document: JsonObject, context: SchemaContext): JsonObject {
  return mapObject(document, (value, key) => walk(value, pointer(key), key, "", context));
}

/** A file that holds a piece of a description, or a map of them; as a whole it is nothing that has a name. */
export function lowerFragment(value: JsonObject, context: SchemaContext): Json {
  return mapObject(value, (child, key) => walk(child, pointer(key), key, "", context));
}

/** `schema` and `itemSchema` hold a schema wherever it stands outside data, `schemas` a map of them only under `components`. */
function walk(value: Json, at: string, key: string, within: string, context: SchemaContext): Json {
  if (isData(key, within) && !COMPONENT.test(at)) return value;
  if (isSchema(key, within)) return lowerSchema(value, at, context);
  if (at === "/components/schemas" && isObject(value))
    return mapObject(value, (schema, name) => lowerSchema(schema, at + pointer(name), context));
  if (isArray(value))
    return mark(
      value.map((item, index) => walk(item, `${at}/${index}`, String(index), key, context)),
      at,
      context,
    );
  if (isObject(value))
    return mark(
      mapObject(value, (child, name) => walk(child, at + pointer(name), name, key, context)),
      at,
      context,
    );
  return value;
}

function mark<T extends object>(node: T, at: string, context: SchemaContext): T {
  return context.origins.mark(node, { file: context.file, pointer: at });
}
