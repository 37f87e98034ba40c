/** The part of the heap that values take: parsed JSON may take twenty times its text (O8). */
import { getHeapStatistics } from "node:v8";
import { isJsonObject, JsonFloat, type JsonObject, type JsonValue, own } from "@knockgen/auth";

const POINTER = 8;
const STRING = 24;
const ARRAY = 48;
/** With the room that is left in it for keys to come. */
const OBJECT = 64;
/** A key and its value; what many objects share, as their shape, counts for each. */
const ENTRY = 24;
const NUMBER = 16;
const FLOAT = 40;

/** Bytes that a parsed value takes, about. Strings are taken to have no letters beyond Latin-1, as most. */
export function heapBytes(value: JsonValue): number {
  let bytes = 0;
  const open: JsonValue[] = [value];
  for (let at = open.pop(); at !== undefined; at = open.pop()) bytes += bytesOfOne(at, open);
  return bytes;
}

/** Of a value without those that it holds, which join those that are `open` still. */
function bytesOfOne(value: JsonValue, open: JsonValue[]): number {
  if (typeof value === "string") return STRING + value.length;
  if (typeof value === "number" || typeof value === "bigint") return NUMBER;
  if (value instanceof JsonFloat) return FLOAT;
  if (Array.isArray(value)) {
    for (const item of value) open.push(item);
    return ARRAY + value.length * POINTER;
  }
  return isJsonObject(value) ? bytesOfObject(value, open) : 0;
}

function bytesOfObject(object: JsonObject, open: JsonValue[]): number {
  let bytes = OBJECT;
  for (const key in object) {
    bytes += ENTRY + STRING + key.length;
    const within = own(object, key);
    if (within !== undefined) open.push(within);
  }
  return bytes;
}

/** Of empty objects, a text takes that much for each of its letters. */
const BYTES_PER_LETTER = 24;
/** An empty object in a member of another, without the letters of its key. */
const MOST_PER_VALUE = OBJECT + ENTRY + STRING;

/** Bytes that JSON takes at most once it is parsed, by the length of its text, and by how many values it may have. */
export function heapBytesOfText(length: number, maxValues: number = Number.POSITIVE_INFINITY): number {
  return Math.min(length * BYTES_PER_LETTER, maxValues * MOST_PER_VALUE + 2 * length);
}

const MIB = 1024 * 1024;

/** A part of the heap that this process may use, up to some MiB. */
export function shareOfHeap(part: number, maxMib: number): number {
  return Math.min(maxMib * MIB, getHeapStatistics().heap_size_limit * part);
}

/** Beyond that, what could be read again is better forgotten. */
const CROWDED = 0.8;

/** Whether little of the heap is left. Garbage may count, too. */
export function isHeapCrowded(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > CROWDED * limit;
}
