/** Media types that are a sequence of items (OpenAPI 3.2.0, Sequential Media Types). */
import { get, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { essenceOf } from "../media-type.js";
import { isText, type MediaKind, schemaOf, targetOf } from "./media.js";

export type StreamKind = "events" | "lines" | "sequence";

/** Undefined for media types that are one value. */
export function streamKind(mediaType: string): StreamKind | undefined {
  const type = essenceOf(mediaType);
  if (type === "text/event-stream") return "events";
  if (/^application\/(?:x-)?(?:jsonl|ndjson|jsonlines|json-lines)$/.test(type)) return "lines";
  return /^application\/(?:.*\+)?json-seq$/.test(type) ? "sequence" : undefined;
}

export function isStream(kind: MediaKind): kind is StreamKind {
  return kind === "events" || kind === "lines" || kind === "sequence";
}

/** An event as it is where nothing else is said. */
const EVENT: Schema = {
  type: "object",
  required: ["data"],
  properties: {
    event: { type: "string" },
    data: { type: "string" },
    id: { type: "string" },
    retry: { type: "integer" },
  },
};

/** The schema of an item. Before OpenAPI 3.2, `schema` is that of an item, of a list of all, or a string for the whole. */
export function itemSchema(content: Json, kind: StreamKind, linked: LinkedSpec): Schema {
  const own = get(content, "itemSchema");
  if (isObject(own) || typeof own === "boolean") return own;
  const whole = schemaOf(content);
  const list = targetOf(whole, linked);
  const items = get(list, "items");
  const isList = getString(list, "type") === "array";
  if (isList && (isObject(items) || typeof items === "boolean")) return items;
  if (whole !== undefined && !isList && !isText(whole, linked)) return whole;
  return kind === "events" ? EVENT : {};
}

/** Whether a schema says that a body is sent item by item. */
export function hasItems(content: Json, linked: LinkedSpec): boolean {
  const whole = schemaOf(content);
  return get(content, "itemSchema") !== undefined || (whole !== undefined && !isText(whole, linked));
}
