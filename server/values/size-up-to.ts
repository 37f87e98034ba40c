/** Sizes of answers, found by looking at no more of them than is asked about. */
import { laterOf } from "./read-later.js";
import { writtenText } from "./written-json.js";

/** An object whose members JSON has. */
export function isJsonLike(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !("toJSON" in value);
}

/** Bytes that a value takes, about, counted no further than to a limit. */
export function sizeUpTo(value: unknown, limit: number): number {
  if (typeof value === "string") return value.length + 2;
  let size = 5;
  if (Array.isArray(value)) {
    if (value.length === 0 && laterOf(value) !== undefined) return limit;
    for (let at = 0; at < value.length && size < limit; at++) size += sizeUpTo(value[at], limit - size);
    return size;
  }
  if (!isJsonLike(value)) return writtenText(value)?.length ?? size;
  let isEmpty = true;
  for (const key in value) {
    isEmpty = false;
    size += key.length + 4 + sizeUpTo(value[key], limit - size);
    if (size >= limit) break;
  }
  return isEmpty && laterOf(value) !== undefined ? limit : size;
}
