/** Kinds of body by media type, as programs see them. */
import { get, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { formKind, isJsonMediaType } from "../media-type.js";
import { partsOf, typesOf } from "./parts.js";

/** Parsed JSON, text, bytes as they are, a form, urlencoded or in parts, or items one after the other. */
export type MediaKind = "json" | "text" | "bytes" | "form" | "multipart" | "events" | "lines" | "sequence";

/** Forms are only sent; no program wants an answer as one. */
export function requestKind(mediaType: string, schema: Schema | undefined, linked: LinkedSpec): MediaKind {
  return formKind(mediaType) ?? mediaKind(mediaType, schema, linked);
}

/**
 * Text only where the schema says that it is a string. A string of bytes is bytes even under the name of JSON: until v1.7 upstream
 * described an upload so, beside a range that takes any type.
 */
export function mediaKind(mediaType: string, schema: Schema | undefined, linked: LinkedSpec): MediaKind {
  const isString = schema !== undefined && isText(schema, linked);
  if (isString && partsOf(schema, linked).some((part) => BYTES.has(getString(part, "format") ?? "")))
    return "bytes";
  if (isJsonMediaType(mediaType)) return "json";
  // Pages are bytes, as they always were: they are handed on, not read.
  return isString && /^text\/(?!html\b)/i.test(mediaType) ? "text" : "bytes";
}

const BYTES: ReadonlySet<string> = new Set(["byte", "binary"]);

/** Whether a schema takes texts and nothing else. */
export function isText(schema: Schema, linked: LinkedSpec): boolean {
  const types = typesOf(schema, linked);
  return types.size === 1 && types.has("string");
}

/** The schema that a reference leads to, where nothing stands beside the reference. */
export function targetOf(schema: Schema | undefined, linked: LinkedSpec): Schema | undefined {
  let found = schema;
  for (let chain = 0; chain < MAX_CHAIN && isObject(found); chain++) {
    const id = Object.keys(found).length === 1 ? getString(found, "$ref") : undefined;
    if (id === undefined) return found;
    found = linked.schemas.get(id)?.schema;
  }
  return found;
}

/** A chain of references as long as that leads in a circle. */
const MAX_CHAIN = 32;

/** The schema of a media type, a parameter or a header. */
export function schemaOf(node: Json): Schema | undefined {
  const schema = get(node, "schema");
  return isObject(schema) || typeof schema === "boolean" ? schema : undefined;
}
