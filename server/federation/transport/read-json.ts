/** Bytes from another server to JSON, without losing what events distinguish. */
import { type JsonError, type JsonValue, parseJson, type Result } from "@knockgen/auth";
import { heapBytesOfText } from "../../bounds/heap-size.js";
import { spend } from "../../bounds/turns.js";
import { decodeUtf8, readInTurns } from "../../values/read-in-turns.js";

/** Texts up to that are read in one go. */
const SMALL_BYTES = 64 * 1024;
/** Keys of one object: the largest event has no more than a fifth of it, and to add one to so many takes long at times. */
const MAX_KEYS = 65_536;

/** Values of one text: thirty for each event of the largest room that fits into an answer. Of empty objects, 32 MiB would take 2 GiB. */
const MAX_VALUES = 1_500_000;

/** Letters of one string, for which nothing else has its turn: more than an event may have. */
const MAX_LETTERS = 2 ** 20;

/** Bytes of heap that an answer of that length takes at most as values. */
export function heapBytesOfAnswer(length: number): number {
  return heapBytesOfText(length, MAX_VALUES);
}

/** Length of what came in parts, in bytes. */
export function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** As `readJson`, of bytes that may have come in parts; everybody else has their turn after each few milliseconds. */
export async function readJsonInTurns(
  given: Uint8Array | readonly Uint8Array[],
): Promise<Result<JsonValue, JsonError> | undefined> {
  const parts = given instanceof Uint8Array ? [given] : given;
  const length = lengthOf(parts);
  spend({ bytes: length });
  if (length <= SMALL_BYTES) return readJson(Buffer.concat(parts));
  return readInTurns(parts, { maxKeys: MAX_KEYS, maxValues: MAX_VALUES, maxLetters: MAX_LETTERS });
}

/** `parseJson` bounds the depth. Undefined for what is not UTF-8. */
export function readJson(bytes: Uint8Array): Result<JsonValue, JsonError> | undefined {
  const text = decodeUtf8(bytes);
  return text === undefined ? undefined : parseJson(text);
}
