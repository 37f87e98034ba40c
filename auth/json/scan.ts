/** A look at JSON text before it is read: would the platform's reader lose or mistake something, and is it safe to recurse? */
import { MAX_JSON_DEPTH } from "./value.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
/** Integers of fewer digits are exact. */
const INEXACT_DIGITS = 16;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether the character that follows the digits of a number makes it a float. */
function isFloatMark(code: number): boolean {
  return code === 0x2e || (code | 0x20) === 0x65;
}

// Sticky expressions, never `indexOf`: V8 takes that search for free to repeat, and once it had optimised the loop below
// it searched the text again from its start for every string.
const PLAIN = /[^"\\]*/y;
const SPACE = /[ \t\n\r]*/y;

/** Offset of the first character from `from` on that `run` does not take. */
function after(run: RegExp, text: string, from: number): number {
  // Past the end an expression fails, and begins anew at the start.
  if (from >= text.length) return text.length;
  run.lastIndex = from;
  run.test(text);
  return run.lastIndex;
}

/** Offset of the quote that ends a string, from its first character on that is not plain. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === BACKSLASH) at = after(PLAIN, text, at + 2);
  return at;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Whether the string that ends at `quote` is a key. */
function isKey(text: string, quote: number): boolean {
  return text.charCodeAt(after(SPACE, text, quote + 1)) === COLON;
}

/**
 * Whether a text holds a number with a fraction, an exponent or sixteen digits, a key with an escape, or nests beyond
 * the limit. V8 as of Node 24 may take an escaped key for one that it has seen before (nodejs/node#63785). The answer for
 * text that is not JSON may be either. Linear in the length of the text.
 */
export function needsLosslessReader(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const plain = after(PLAIN, text, at + 1);
      at = endOfString(text, plain);
      if (at > plain && isKey(text, at)) return true;
    } else if (isDigit(code)) {
      const end = endOfDigits(text, at);
      if (end - at >= INEXACT_DIGITS || isFloatMark(text.charCodeAt(end))) return true;
      at = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
