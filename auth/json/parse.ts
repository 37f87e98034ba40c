/** Text to JSON: the platform's reader where it loses nothing, the lossless one where it would. */
import { JsonError, type Result } from "./error.js";
import { readLossless } from "./lossless.js";
import { type JsonValue, MAX_JSON_DEPTH } from "./value.js";

/**
 * A number with a fraction, an exponent or sixteen digits, where a number may stand: after a key, a bracket or a
 * comma. Text inside strings can look like one; that costs time, not correctness.
 */
const LOSSY_NUMBER = /(?:"\s*:|[[,])\s*-?(?:[0-9]+[.eE]|[0-9]{16})/;
const LOSSY_ALONE = /^\s*-?[0-9]/;

/** How often a bracket stands in a text, counted only as far as it matters. */
function opens(text: string, bracket: string): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at >= 0 && count <= MAX_JSON_DEPTH; at = text.indexOf(bracket, at + 1))
    count++;
  return count;
}

/** Whether brackets, counted without regard to strings, could nest beyond the limit. */
function mayBeTooDeep(text: string): boolean {
  // Every level costs two characters, so short texts cannot.
  if (text.length < 2 * MAX_JSON_DEPTH) return false;
  // Few brackets cannot nest deeply, and to search for them is much faster than to look at every letter.
  if (opens(text, "{") + opens(text, "[") <= MAX_JSON_DEPTH) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) | 0x20;
    if (code === 0x7b) depth++;
    else if (code === 0x7d) depth--;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}

/** A surrogate, as an escape or as itself. In pairs they are fine, but to see that takes a closer look. */
const MAYBE_SURROGATE = /\\u[dD][89a-fA-F]|[\ud800-\udfff]/;

/** JSON that was read, and whether it holds nothing that any room version refuses to encode. */
export interface ReadText {
  readonly json: JsonValue;
  /** False where nobody has looked closely: floats, big integers or surrogates may be in it. */
  readonly plain: boolean;
}

/** Reads JSON text, and says whether all of it is plain. */
export function readText(text: string): Result<ReadText, JsonError> {
  try {
    if (LOSSY_NUMBER.test(text) || LOSSY_ALONE.test(text) || mayBeTooDeep(text))
      return { ok: true, value: { json: readLossless(text), plain: false } };
    const json: JsonValue = JSON.parse(text);
    return { ok: true, value: { json, plain: !MAYBE_SURROGATE.test(text) } };
  } catch (error) {
    if (error instanceof JsonError) return { ok: false, error };
    return {
      ok: false,
      error: new JsonError("json/syntax", error instanceof Error ? error.message : "not JSON"),
    };
  }
}

/**
 * Reads JSON text without losing what room versions distinguish: `1.0` stays apart from `1`, integers keep all their
 * digits. Of a repeated key the last value counts.
 */
export function parseJson(text: string): Result<JsonValue, JsonError> {
  const read = readText(text);
  return read.ok ? { ok: true, value: read.value.json } : read;
}
