/** A JSON reader that keeps what `JSON.parse` loses: floats that look like integers, and big integers. */
import { JsonError } from "./error.js";
import type { SlicedReadOptions } from "./sliced-read-options.js";
import { type Cursor, cursorOf, fail, offsetOf, QUOTE, readScalar, readString, skipSpace } from "./tokens.js";
import { type JsonValue, MAX_JSON_DEPTH } from "./value.js";

/** An array or an object that has begun and not ended. */
type Open =
  | { readonly isArray: true; readonly value: JsonValue[] }
  | { readonly isArray: false; readonly value: Record<string, JsonValue>; key: string; keys: number };

/** The key of the next entry, and its colon. */
function readKey(cursor: Cursor): string {
  skipSpace(cursor);
  if (cursor.text.charCodeAt(cursor.at) !== QUOTE) fail(cursor, "a key");
  const key = readString(cursor);
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== ":") fail(cursor, '":"');
  cursor.at++;
  return key;
}

/** Reads the value at the cursor: a container that is not empty is left open, anything else is read whole. */
function readStart(cursor: Cursor, depth: number, maxDepth: number): { readonly whole: JsonValue } | Open {
  skipSpace(cursor);
  const opener = cursor.text[cursor.at];
  if (opener !== "{" && opener !== "[") return { whole: readScalar(cursor) };
  if (depth >= maxDepth)
    throw new JsonError("json/too-deep", `nested deeper than ${maxDepth}`, offsetOf(cursor));
  const isArray = opener === "[";
  cursor.at++;
  skipSpace(cursor);
  const isEmpty = cursor.text[cursor.at] === (isArray ? "]" : "}");
  if (isEmpty) cursor.at++;
  if (isArray) return isEmpty ? { whole: [] } : { isArray, value: [] };
  return isEmpty ? { whole: {} } : { isArray, value: {}, key: readKey(cursor), keys: 1 };
}

/**
 * Objects are as `JSON.parse` makes them, which take a third of what objects without a prototype do. Of all keys only
 * one would not be stored.
 */
function put(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

/** Puts a value where it belongs, and closes what ends with it. What is outermost has nowhere to go, and comes back. */
function settle(cursor: Cursor, open: Open[], read: JsonValue, maxKeys: number): JsonValue | undefined {
  let value = read;
  for (;;) {
    skipSpace(cursor);
    const inner = open[open.length - 1];
    if (inner === undefined) return value;
    if (inner.isArray) inner.value.push(value);
    // Of a repeated key the last value counts, as in every common reader.
    else put(inner.value, inner.key, value);
    const next = cursor.text[cursor.at];
    const closer = inner.isArray ? "]" : "}";
    if (next !== "," && next !== closer) fail(cursor, `"," or "${closer}"`);
    cursor.at++;
    if (next === ",") {
      if (!inner.isArray) {
        if (++inner.keys > maxKeys)
          throw new JsonError(
            "json/too-many-keys",
            `an object of more than ${maxKeys} keys`,
            offsetOf(cursor),
          );
        inner.key = readKey(cursor);
      }
      return undefined;
    }
    value = inner.value;
    open.pop();
  }
}

/** Enough for the pauses to cost nothing, and a few milliseconds at most. */
const SLICE_VALUES = 4_096;
const SLICE_LETTERS = 65_536;

/**
 * Reads a whole text, which may come in parts, or throws a `JsonError`. Yields time and again, for a caller that has others to attend to: what
 * lies between takes no longer for a large text than for a small one.
 */
export function* readInSlices(
  text: string | Iterable<string>,
  {
    maxKeys = Number.POSITIVE_INFINITY,
    maxValues = Number.POSITIVE_INFINITY,
    maxDepth = MAX_JSON_DEPTH,
    plainNumbers = false,
    maxLetters = Number.POSITIVE_INFINITY,
  }: SlicedReadOptions = {},
): Generator<undefined, JsonValue, undefined> {
  const cursor = cursorOf(text, { plainNumbers, maxLetters });
  const open: Open[] = [];
  for (let values = 1, letters = 0; ; values++) {
    if (values > maxValues)
      throw new JsonError("json/too-many-values", `more than ${maxValues} values`, offsetOf(cursor));
    const start = readStart(cursor, open.length, maxDepth);
    if ("whole" in start) {
      const value = settle(cursor, open, start.whole, maxKeys);
      if (value !== undefined) {
        if (cursor.at < cursor.text.length) fail(cursor, "the end");
        return value;
      }
    } else open.push(start);
    if (values % SLICE_VALUES !== 0 && offsetOf(cursor) - letters < SLICE_LETTERS) continue;
    letters = offsetOf(cursor);
    yield;
  }
}

/** Reads a whole text in one go, or throws a `JsonError`. */
export function readLossless(text: string): JsonValue {
  const reader = readInSlices(text);
  for (;;) {
    const step = reader.next();
    if (step.done) return step.value;
  }
}
