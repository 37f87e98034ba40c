/** Canonical JSON of what is known to be plain, without looking at a single letter. */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, own } from "./value.js";

function sorted(keys: string[]): string[] {
  for (let at = 1; at < keys.length; at++) if ((keys[at - 1] ?? "") > (keys[at] ?? "")) return keys.sort();
  return keys;
}

/**
 * As `canonicalEventJson`, for a value whose text had neither escapes nor surrogates and only safe integers: each
 * string is its own encoding, and UTF-16 order is that of code points.
 */
export function plainJson(value: JsonValue): string {
  if (typeof value === "string") return `"${value}"`;
  if (isJsonObject(value)) return plainObject(value);
  if (!isJsonArray(value)) return String(value);
  let out = "";
  for (const item of value) out += (out === "" ? "[" : ",") + plainJson(item);
  return out === "" ? "[]" : `${out}]`;
}

function plainObject(object: JsonObject): string {
  let out = "";
  for (const key of sorted(Object.keys(object))) {
    const item = own(object, key);
    if (item !== undefined) out += `${out === "" ? '{"' : ',"'}${key}":${plainJson(item)}`;
  }
  return out === "" ? "{}" : `${out}}`;
}
