/** A JSON reader that keeps what `JSON.parse` loses: floats that look like integers, and big integers. */
import { JsonError } from "./error.js";
import { emptyObject, JsonFloat, type JsonValue, MAX_JSON_DEPTH } from "./value.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
/** An integer with more digits fits no event; reading it takes more than its share of time, and writing it even more. */
const MAX_INTEGER_DIGITS = 65_536;
const LITERALS: readonly (readonly [string, JsonValue])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

interface Cursor {
  readonly text: string;
  at: number;
}

function fail(cursor: Cursor, expected: string): never {
  const found = cursor.at < cursor.text.length ? JSON.stringify(cursor.text[cursor.at]) : "the end";
  throw new JsonError(
    "json/syntax",
    `expected ${expected}, found ${found} at offset ${cursor.at}`,
    cursor.at,
  );
}

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at++;
  }
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  let at = start + 1;
  let verbatim = true;
  for (;;) {
    const code = cursor.text.charCodeAt(at);
    if (code === QUOTE) break;
    if (Number.isNaN(code)) {
      cursor.at = at;
      fail(cursor, "the end of a string");
    }
    if (code === BACKSLASH || code < SPACE) verbatim = false;
    at += code === BACKSLASH ? 2 : 1;
  }
  cursor.at = at + 1;
  if (verbatim) return cursor.text.slice(start + 1, at);
  try {
    // One string alone loses nothing, and the platform's reader checks escapes and control characters.
    return String(JSON.parse(cursor.text.slice(start, cursor.at)));
  } catch {
    cursor.at = start;
    return fail(cursor, "a well-formed string");
  }
}

function readNumber(cursor: Cursor): JsonValue {
  NUMBER.lastIndex = cursor.at;
  const match = NUMBER.exec(cursor.text);
  if (match === null) return fail(cursor, "a value");
  const token = match[0];
  cursor.at += token.length;
  if (match[1] !== undefined || match[2] !== undefined) return new JsonFloat(Number(token));
  if (token.length > MAX_INTEGER_DIGITS)
    throw new JsonError("json/integer-range", `an integer of ${token.length} digits`, cursor.at);
  const value = Number(token);
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return BigInt(token);
}

function readScalar(cursor: Cursor): JsonValue {
  if (cursor.text.charCodeAt(cursor.at) === QUOTE) return readString(cursor);
  for (const [word, value] of LITERALS) {
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length;
      return value;
    }
  }
  return readNumber(cursor);
}

function readArray(cursor: Cursor, depth: number): JsonValue {
  const items: JsonValue[] = [];
  cursor.at++;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === "]") {
    cursor.at++;
    return items;
  }
  for (;;) {
    items.push(readValue(cursor, depth));
    const next = cursor.text[cursor.at];
    if (next !== "," && next !== "]") fail(cursor, '"," or "]"');
    cursor.at++;
    if (next === "]") return items;
  }
}

function readObject(cursor: Cursor, depth: number): JsonValue {
  const object = emptyObject();
  cursor.at++;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === "}") {
    cursor.at++;
    return object;
  }
  for (;;) {
    skipSpace(cursor);
    if (cursor.text.charCodeAt(cursor.at) !== QUOTE) fail(cursor, "a key");
    const key = readString(cursor);
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== ":") fail(cursor, '":"');
    cursor.at++;
    // Of a repeated key the last value counts, as in every common reader.
    object[key] = readValue(cursor, depth);
    const next = cursor.text[cursor.at];
    if (next !== "," && next !== "}") fail(cursor, '"," or "}"');
    cursor.at++;
    if (next === "}") return object;
  }
}

function readValue(cursor: Cursor, depth: number): JsonValue {
  skipSpace(cursor);
  const opener = cursor.text[cursor.at];
  let value: JsonValue;
  if (opener === "{" || opener === "[") {
    if (depth >= MAX_JSON_DEPTH)
      throw new JsonError("json/too-deep", `nested deeper than ${MAX_JSON_DEPTH}`, cursor.at);
    value = opener === "{" ? readObject(cursor, depth + 1) : readArray(cursor, depth + 1);
  } else {
    value = readScalar(cursor);
  }
  skipSpace(cursor);
  return value;
}

/** Reads a whole text, or throws a `JsonError`. */
export function readLossless(text: string): JsonValue {
  const cursor: Cursor = { text, at: 0 };
  const value = readValue(cursor, 0);
  if (cursor.at < text.length) fail(cursor, "the end");
  return value;
}
