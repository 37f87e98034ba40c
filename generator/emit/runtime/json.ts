/** Reads JSON that strangers send. */
import { MatrixHttpError } from "./matrix-http-error.js";

/** Deeper than any event or filter goes, and far from where recursion over a value would exhaust the stack. */
const MAX_DEPTH = 200;

export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new MatrixHttpError(400, "M_NOT_JSON", "The body is not UTF-8");
  }
  if (isDeeperThan(bytes, MAX_DEPTH))
    throw new MatrixHttpError(400, "M_BAD_JSON", `The body is nested more than ${MAX_DEPTH} levels deep`);
  try {
    // A member called `__proto__` becomes an ordinary own property.
    return JSON.parse(text);
  } catch {
    throw new MatrixHttpError(400, "M_NOT_JSON", "The body is not JSON");
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Brackets and braces differ in this one bit. */
const BRACE = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === QUOTE) index = endOfString(bytes, index + 1);
    else if ((byte | BRACE) === OPEN) {
      depth++;
      if (depth > limit) return true;
    } else if ((byte | BRACE) === CLOSE) depth--;
  }
  return false;
}

/** The closing quote of a string whose first character is at `start`. */
function endOfString(bytes: Uint8Array, start: number): number {
  let index = start;
  while (index < bytes.length && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
  return index;
}
