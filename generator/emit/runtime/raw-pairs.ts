/** Pairs of a query, a form or a cookie, with their values as they arrived. */
import { MatrixHttpError } from "./matrix-http-error.js";

export interface Pair {
  /** Decoded. */
  readonly key: string;
  /** As it arrived. */
  readonly value: string;
}

/** More than any form has, and few enough to look through for each parameter. */
const MAX_PAIRS = 1000;

/** `a=b%20c&d` -> `a` with `b%20c`, `d` with nothing. `encoded` keys are decoded as forms have them. */
export function splitPairs(text: string, separator: "&" | ";", encoded: boolean): Pair[] {
  const pairs: Pair[] = [];
  let from = 0;
  while (from <= text.length) {
    const found = text.indexOf(separator, from);
    const end = found === -1 ? text.length : found;
    const part = encoded ? text.slice(from, end) : text.slice(from, end).trim();
    from = end + 1;
    if (part === "") continue;
    if (pairs.length === MAX_PAIRS)
      throw new MatrixHttpError(400, "M_INVALID_PARAM", `More than ${MAX_PAIRS} values`);
    const equals = part.indexOf("=");
    const key = equals === -1 ? part : part.slice(0, equals);
    pairs.push({ key: encoded ? decodeKey(key) : key, value: equals === -1 ? "" : part.slice(equals + 1) });
  }
  return pairs;
}

/** Nothing is called by a key that is not percent-encoded as it should be. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
}
