/** Bytes from another server to JSON, without losing what events distinguish. */
import { type JsonError, type JsonValue, parseJson, parseJsonInSlices, type Result } from "@knockgen/auth";
import { spend, Turns } from "../../bounds/turns.js";

/** Undefined for what is not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Texts up to that are read in one go. */
const SMALL_BYTES = 64 * 1024;
/** Keys of one object: the largest event has no more than a fifth of it, and to add one to so many takes long at times. */
const MAX_KEYS = 65_536;

/** As `readJson`, and everybody else has their turn after each few milliseconds. */
export async function readJsonInTurns(bytes: Uint8Array): Promise<Result<JsonValue, JsonError> | undefined> {
  spend({ bytes: bytes.length });
  if (bytes.length <= SMALL_BYTES) return readJson(bytes);
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  const reader = parseJsonInSlices(text, { maxKeys: MAX_KEYS });
  const turns = new Turns();
  for (;;) {
    const step = reader.next();
    if (step.done) return step.value;
    await turns.next();
  }
}

/** `parseJson` bounds the depth. Undefined for what is not UTF-8. */
export function readJson(bytes: Uint8Array): Result<JsonValue, JsonError> | undefined {
  const text = decodeUtf8(bytes);
  return text === undefined ? undefined : parseJson(text);
}
