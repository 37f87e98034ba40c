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
const LONGEST_WORD = 5;

/** A place in a text, of which more may follow. */
export interface Cursor {
  text: string;
  at: number;
  /** Letters that came before `text`. */
  before: number;
  /** The next part of the text; undefined at its end. */
  readonly more: () => string | undefined;
  /** Numbers as `JSON.parse` gives them. */
  readonly plainNumbers: boolean;
  /** The most letters of one string, as they stand in the text. */
  readonly maxLetters: number;
  /** Strings that were read lately, of a text in parts. Of a whole text, which is seldom large, none are kept. */
  readonly known: string[] | undefined;
}

/** Longer strings are seldom the same: an event ID has 44 letters. */
const MAX_KNOWN_LETTERS = 64;
/** Shorter ones are copied in any case. */
const MIN_SLICE_LETTERS = 13;
/** A power of two. */
const MAX_KNOWN = 1_024;

/** A cursor at the beginning of a text, or of one that comes in parts. */
export function cursorOf(
  text: string | Iterable<string>,
  options: Pick<Cursor, "plainNumbers" | "maxLetters">,
): Cursor {
  const { plainNumbers, maxLetters } = options;
  if (typeof text === "string")
    return { text, at: 0, before: 0, more: () => undefined, plainNumbers, maxLetters, known: undefined };
  const parts = text[Symbol.iterator]();
  const more = (): string | undefined => {
    const part = parts.next();
    return part.done === true ? undefined : part.value;
  };
  return { text: "", at: 0, before: 0, more, plainNumbers, maxLetters, known: [] };
}

/** Offset in the whole text. */
export function offsetOf({ at, before }: Cursor): number {
  return before + at;
}

/** Has some letters from the cursor on at hand, unless the text ends before. */
function has(cursor: Cursor, letters: number): boolean {
  while (cursor.text.length - cursor.at < letters) {
    const left = cursor.text.slice(cursor.at);
    const parts: string[] = [];
    // Twice as much each time, so that a long token is not copied often.
    for (let length = 0; length <= left.length; length += parts.at(-1)?.length ?? 0) {
      const part = cursor.more();
      if (part === undefined) break;
      parts.push(part);
    }
    if (parts.length === 0) return false;
    cursor.before += cursor.at;
    cursor.text = left + parts.join("");
    cursor.at = 0;
  }
  return true;
}

/** Says what should have come next. */
export function fail(cursor: Cursor, expected: string): never {
  const found = cursor.at < cursor.text.length ? JSON.stringify(cursor.text[cursor.at]) : "the end";
  const offset = offsetOf(cursor);
  throw new JsonError("json/syntax", `expected ${expected}, found ${found} at offset ${offset}`, offset);
}

/** Goes to what is not white space. */
export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) cursor.at++;
    else if (!Number.isNaN(code) || !has(cursor, 1)) return;
  }
}

/**
 * Letters of the text. Those of keys and IDs come time and again, and are the same string then: it takes no room again, and
 * to compare it looks at no letters.
 */
function lettersOf({ text, known }: Cursor, start: number, end: number): string {
  const length = end - start;
  if (known === undefined || length > MAX_KNOWN_LETTERS) return copyOf(text, start, end);
  const mixed =
    (text.charCodeAt(start) * 31 + text.charCodeAt(start + (length >> 1))) * 31 + text.charCodeAt(end - 1);
  const at = (mixed * 31 + length) & (MAX_KNOWN - 1);
  const held = known[at];
  if (held !== undefined && held.length === length && text.startsWith(held, start)) return held;
  const letters = copyOf(text, start, end);
  known[at] = letters;
  return letters;
}

/**
 * Letters that stand alone. A slice would keep the whole text in memory for as long as it is held itself: a small event all that
 * came with it. The platform's reader makes strings of their own.
 */
function copyOf(text: string, start: number, end: number): string {
  return end - start < MIN_SLICE_LETTERS
    ? text.slice(start, end)
    : String(JSON.parse(text.slice(start - 1, end + 1)));
}

function checkLength(cursor: Cursor, length: number): void {
  const { maxLetters } = cursor;
  if (length > maxLetters)
    throw new JsonError("json/too-long", `a string of more than ${maxLetters} letters`, offsetOf(cursor));
}

/** Reads the string whose opening quote is next. */
export function readString(cursor: Cursor): string {
  let start = cursor.at;
  let at = start + 1;
  let verbatim = true;
  for (;;) {
    const code = cursor.text.charCodeAt(at);
    if (code === QUOTE) break;
    if (Number.isNaN(code)) {
      const length = at - start;
      checkLength(cursor, length);
      const goesOn = has(cursor, length + 1);
      start = cursor.at;
      at = start + length;
      if (goesOn) continue;
      cursor.at = at;
      fail(cursor, "the end of a string");
    }
    if (code === BACKSLASH || code < SPACE) verbatim = false;
    at += code === BACKSLASH ? 2 : 1;
  }
  checkLength(cursor, at - start);
  cursor.at = at + 1;
  if (verbatim) return lettersOf(cursor, start + 1, at);
  try {
    // One string alone loses nothing, and the platform's reader checks escapes and control characters.
    return String(JSON.parse(cursor.text.slice(start, cursor.at)));
  } catch {
    cursor.at = start;
    return fail(cursor, "a well-formed string");
  }
}

/** A fraction or an exponent may go on in what follows: with three letters behind it, a number is at its end. */
function matchNumber(cursor: Cursor): RegExpExecArray | null {
  for (;;) {
    const { text } = cursor;
    NUMBER.lastIndex = cursor.at;
    const match = NUMBER.exec(text);
    has(cursor, (match?.[0].length ?? 0) + 3);
    if (cursor.text === text) return match;
  }
}

function readNumber(cursor: Cursor): JsonValue {
  const match = matchNumber(cursor);
  if (match === null) return fail(cursor, "a value");
  const token = match[0];
  cursor.at += token.length;
  if (cursor.plainNumbers) return Number(token);
  if (match[1] !== undefined || match[2] !== undefined) return new JsonFloat(Number(token));
  if (token.length > MAX_INTEGER_DIGITS)
    throw new JsonError("json/integer-range", `an integer of ${token.length} digits`, offsetOf(cursor));
  const value = Number(token);
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return BigInt(token);
}

/** Reads a value that is neither an array nor an object. */
export function readScalar(cursor: Cursor): JsonValue {
  if (cursor.text.charCodeAt(cursor.at) === QUOTE) return readString(cursor);
  has(cursor, LONGEST_WORD);
  for (const [word, value] of LITERALS) {
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length;
      return value;
    }
  }
  return readNumber(cursor);
}
