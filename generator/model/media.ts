/** Kinds of body by media type, as programs see them. */
import { get, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { essenceOf, formKind, isJsonMediaType } from "../media-type.js";
import { partsOf, typesOf } from "./parts.js";

/** Parsed JSON, text, bytes as they are, a form, urlencoded or in parts, or items one after the other. */
export type MediaKind = "json" | "text" | "bytes" | "form" | "multipart" | "events" | "lines" | "sequence";

/** A body as one media type of it has it. */
export interface Medium {
  readonly mediaType: string;
  readonly content: Json;
  readonly schema: Schema | undefined;
  /** Whether the body may be of any other type as well. */
  readonly isBesideAny: boolean;
}

/** The media types of a body, in the order of the description. */
export function mediaOf(node: Json): Medium[] {
  const entries = getEntries(node, "content");
  const isBesideAny = entries.some(([mediaType]) => essenceOf(mediaType) === "*/*");
  return entries.map(([mediaType, content]) => ({
    mediaType,
    content,
    schema: schemaOf(content),
    isBesideAny,
  }));
}

/** Forms are only sent; no program wants an answer as one. */
export function requestKind(medium: Medium, linked: LinkedSpec): MediaKind {
  return formKind(medium.mediaType) ?? mediaKind(medium, linked);
}

/** Text only where the schema says that it is a string. */
export function mediaKind(medium: Medium, linked: LinkedSpec): MediaKind {
  const { mediaType, schema } = medium;
  const isString = schema !== undefined && isText(schema, linked);
  if (isString && isBytes(medium, partsOf(schema, linked))) return "bytes";
  if (isJsonMediaType(mediaType)) return "json";
  // Pages are bytes, as they always were: they are handed on, not read.
  return isString && /^text\/(?!html\b)/i.test(mediaType) ? "text" : "bytes";
}

/**
 * A string of bytes. In JSON, `byte` is a text in base64, unless it stands beside a range that takes any type: until v1.7 upstream
 * described an upload so.
 */
function isBytes({ mediaType, isBesideAny }: Medium, parts: readonly Json[]): boolean {
  const formats = new Set(parts.map((part) => getString(part, "format")));
  return formats.has("binary") || (formats.has("byte") && (isBesideAny || !isJsonMediaType(mediaType)));
}

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
