/** The pieces of JSON text that hold no others: strings, numbers and words. */
import { JsonError } from "./error.js";
import { JsonFloat, type JsonValue } from "./value.js";

export const QUOTE = 0x22;
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

/** A place in a text. */
export interface Cursor {
  readonly text: string;
  at: number;
}

/** Says what should have come next. */
export function fail(cursor: Cursor, expected: string): never {
  const found = cursor.at < cursor.text.length ? JSON.stringify(cursor.text[cursor.at]) : "the end";
  throw new JsonError(
    "json/syntax",
    `expected ${expected}, found ${found} at offset ${cursor.at}`,
    cursor.at,
  );
}

/** Goes to what is not white space. */
export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at++;
  }
}

/** Reads the string whose opening quote is next. */
export function readString(cursor: Cursor): string {
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

/** Reads a value that is neither an array nor an object. */
export function readScalar(cursor: Cursor): JsonValue {
  if (cursor.text.charCodeAt(cursor.at) === QUOTE) return readString(cursor);
  for (const [word, value] of LITERALS) {
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length;
      return value;
    }
  }
  return readNumber(cursor);
}
