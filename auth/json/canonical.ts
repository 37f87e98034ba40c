/** Canonical JSON: the bytes that are hashed and signed (appendices, "Canonical JSON"). */
import { JsonError, type JsonErrorCode, type Result } from "./error.js";
import { floatText } from "./float.js";
import { sortByCodePoint } from "./order.js";
import {
  isJsonArray,
  type JsonArray,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  MAX_JSON_DEPTH,
} from "./value.js";

/** How to encode. */
export interface CanonicalJsonOptions {
  /** Refuse floats and integers beyond 2^53-1, as room versions 6 and later do. The default is false. */
  readonly strict?: boolean;
  /**
   * `normal`, the default: whole numbers are written as integers, so that `-0` is `0` and `1e10` is `10000000000`.
   * `kept`: a number that was written with a point or an exponent keeps one, in the form in which the network's first
   * server hashes events of room versions 1 to 5.
   */
  readonly floats?: "normal" | "kept";
}

interface Mode {
  readonly strict: boolean;
  readonly keepsFloats: boolean;
}

/** A string that is its own encoding between quotes: nothing to escape, no surrogate to look at. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what needs an escape
const PLAIN = /^[^\u0000-\u001f"\\\ud800-\udfff]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Up to this length a loop over the letters is done before a regular expression has begun. */
const SHORT = 48;

function refuse(code: JsonErrorCode, message: string): never {
  throw new JsonError(code, message);
}

function isPlain(text: string): boolean {
  if (text.length > SHORT) return PLAIN.test(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

function encodeString(text: string): string {
  if (isPlain(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) refuse("json/lone-surrogate", "a lone surrogate has no UTF-8 form");
  return JSON.stringify(text);
}

function encodeFloat(value: number, mode: Mode): string {
  if (!Number.isFinite(value)) refuse("json/not-finite", "a number beyond the range of a double");
  if (mode.strict) refuse("json/float", `${floatText(value)} is not an integer`);
  return mode.keepsFloats || !Number.isInteger(value) ? floatText(value) : String(BigInt(value));
}

function encodeNumber(value: number, mode: Mode): string {
  if (Number.isSafeInteger(value)) return value === 0 ? "0" : String(value);
  if (!Number.isInteger(value)) return encodeFloat(value, mode);
  return encodeBigInt(BigInt(value), mode.strict);
}

function encodeBigInt(value: bigint, strict: boolean): string {
  if (strict && (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER))
    refuse("json/integer-range", `${value} is outside ±(2^53-1)`);
  return value.toString();
}

function encodeArray(items: JsonArray, mode: Mode, depth: number): string {
  let out = "[";
  for (let at = 0; at < items.length; at++) {
    if (at > 0) out += ",";
    out += encode(items[at], mode, depth);
  }
  return `${out}]`;
}

function encodeObject(object: JsonObject, mode: Mode, depth: number): string {
  let out = "{";
  for (const key of sortByCodePoint(Object.keys(object))) {
    const value = object[key];
    // A key set to undefined is how objects made in code say "absent".
    if (value === undefined) continue;
    if (out.length > 1) out += ",";
    out += `${encodeString(key)}:${encode(value, mode, depth)}`;
  }
  return `${out}}`;
}

function encode(value: JsonValue | undefined, mode: Mode, depth: number): string {
  switch (typeof value) {
    case "string":
      return encodeString(value);
    case "number":
      return encodeNumber(value, mode);
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return encodeBigInt(value, mode.strict);
    case "object":
      if (value === null) return "null";
      if (value instanceof JsonFloat) return encodeFloat(value.value, mode);
      if (depth >= MAX_JSON_DEPTH) refuse("json/too-deep", `nested deeper than ${MAX_JSON_DEPTH}`);
      if (isJsonArray(value)) return encodeArray(value, mode, depth + 1);
      return encodeObject(value, mode, depth + 1);
    default:
      return refuse("json/not-json", `a ${typeof value} is not JSON`);
  }
}

/**
 * Encodes a value as canonical JSON. Throws a `JsonError` for what has no such form: lone surrogates, numbers out of
 * range, values that are not JSON; see `tryCanonicalJson` for values from strangers.
 */
export function canonicalJson(value: JsonValue, options: CanonicalJsonOptions = {}): string {
  return encode(value, modeOf(options), 0);
}

function modeOf({ strict = false, floats }: CanonicalJsonOptions): Mode {
  return { strict, keepsFloats: floats === "kept" };
}

/** Tells of each member of an object, in the order of keys, how canonical JSON writes it with its key. Throws as `canonicalJson` does. */
export function canonicalMembers(
  object: JsonObject,
  options: CanonicalJsonOptions,
  tell: (key: string, written: string) => void,
): void {
  const mode = modeOf(options);
  for (const key of sortByCodePoint(Object.keys(object))) {
    const value = object[key];
    if (value !== undefined) tell(key, `${encodeString(key)}:${encode(value, mode, 1)}`);
  }
}

/** As `canonicalJson`, with the error returned. */
export function tryCanonicalJson(
  value: JsonValue,
  options: CanonicalJsonOptions = {},
): Result<string, JsonError> {
  return encoded(() => canonicalJson(value, options));
}

/** Result of an encoder, or the `JsonError` that it throws. */
export function encoded<T>(write: () => T): Result<T, JsonError> {
  try {
    return { ok: true, value: write() };
  } catch (error) {
    if (error instanceof JsonError) return { ok: false, error };
    throw error;
  }
}

const AS_HASHED: CanonicalJsonOptions = { floats: "kept" };

/** Encodes as events of all room versions are hashed, signed and kept: floats keep their form. Throws a `JsonError`. */
export function canonicalEventJson(value: JsonValue): string {
  return canonicalJson(value, AS_HASHED);
}

/** As `canonicalEventJson`, with the error returned. */
export function tryCanonicalEventJson(value: JsonValue): Result<string, JsonError> {
  return tryCanonicalJson(value, AS_HASHED);
}
