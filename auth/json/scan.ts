/** A look at JSON text before it is read: what would the platform's reader lose or mistake, and is it safe to recurse? */
import { MAX_JSON_DEPTH } from "./value.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
/** Integers of fewer digits are exact. */
const INEXACT_DIGITS = 16;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether what follows the digits of a number makes it a float. */
function isFloatMark(code: number): boolean {
  return code === 0x2e || (code | 0x20) === 0x65;
}

/** Where the string that begins before `from` has its closing quote; -1 if nowhere. */
function closingQuote(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slash = quote - 1;
    while (slash >= from && text.charCodeAt(slash) === BACKSLASH) slash--;
    // Of backslashes in front of a quote each second one escapes the one before it.
    if ((quote - slash) % 2 === 1) return quote;
  }
  return -1;
}

const SPACE = /[ \t\n\r]*/y;

/** Whether the string that ends at `quote` is a key. */
function isKey(text: string, quote: number): boolean {
  SPACE.lastIndex = quote + 1;
  SPACE.test(text);
  return text.charCodeAt(SPACE.lastIndex) === COLON;
}

/**
 * Whether a text holds a number with a fraction, an exponent or sixteen digits, a key with an escape, or nests beyond
 * the limit. V8 as of Node 24 may take an escaped key for one that it has seen before (nodejs/node#63785). Strings are
 * leapt over, not looked at, and they are most of a text; what is no JSON may be called either.
 */
export function needsLosslessReader(text: string): boolean {
  let depth = 0;
  let backslash = text.indexOf("\\");
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = closingQuote(text, at + 1);
      if (at < 0) return false;
      if (backslash < 0 || backslash > at) continue;
      if (isKey(text, at)) return true;
      backslash = text.indexOf("\\", at);
    } else if (isDigit(code)) {
      const start = at;
      while (isDigit(text.charCodeAt(at + 1))) at++;
      if (at - start + 1 >= INEXACT_DIGITS || isFloatMark(text.charCodeAt(at + 1))) return true;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
