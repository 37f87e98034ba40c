/** Text to JSON: the platform's reader where it loses nothing, the lossless one where it would. */
import { JsonError, type Result } from "./error.js";
import { readInSlices, readLossless } from "./lossless.js";
import { needsLosslessReader } from "./scan.js";
import type { SlicedReadOptions } from "./sliced-read-options.js";
import type { JsonValue } from "./value.js";

/** Characters of a string that its canonical form encodes differently. */
const NOT_PLAIN = /[\\\ud800-\udfff]/;
/** A surrogate, as an escape or as itself. In pairs they are fine, but to see that takes a closer look. */
const MAYBE_SURROGATE = /\\u[dD][89a-fA-F]|[\ud800-\udfff]/;

/** Parsed JSON, and facts about its text. `false` is always a safe value: it means "not checked". */
export interface ReadText {
  readonly json: JsonValue;
  /** It holds nothing that any room version refuses to encode: no floats, big integers or lone surrogates. */
  readonly encodable: boolean;
  /** Moreover, `plainJson` encodes it: nothing in it needs an escape, and it has no surrogates. */
  readonly plain: boolean;
}

/** Reads JSON text, and says how well it can be encoded. */
export function readText(text: string): Result<ReadText, JsonError> {
  try {
    if (needsLosslessReader(text))
      return { ok: true, value: { json: readLossless(text), encodable: false, plain: false } };
    const json: JsonValue = JSON.parse(text);
    const plain = !NOT_PLAIN.test(text);
    return { ok: true, value: { json, encodable: plain || !MAYBE_SURROGATE.test(text), plain } };
  } catch (error) {
    return { ok: false, error: namedError(error) };
  }
}

function namedError(error: unknown): JsonError {
  if (error instanceof JsonError) return error;
  return new JsonError("json/syntax", error instanceof Error ? error.message : "not JSON");
}

/**
 * Reads JSON text without losing what room versions distinguish: `1.0` stays apart from `1`, integers keep all their
 * digits. Of a repeated key the last value counts.
 */
export function parseJson(text: string): Result<JsonValue, JsonError> {
  const read = readText(text);
  return read.ok ? { ok: true, value: read.value.json } : read;
}

/**
 * As `parseJson`, for large texts and callers that have others to attend to: yields every few milliseconds, and returns
 * the value in the end. The text may come in parts, each asked for when it is needed.
 */
export function* parseJsonInSlices(
  text: string | Iterable<string>,
  options: SlicedReadOptions = {},
): Generator<undefined, Result<JsonValue, JsonError>, undefined> {
  try {
    return { ok: true, value: yield* readInSlices(text, options) };
  } catch (error) {
    return { ok: false, error: namedError(error) };
  }
}
