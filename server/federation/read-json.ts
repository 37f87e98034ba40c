/** Bytes from another server to JSON, without losing what events distinguish. */
import { type JsonError, type JsonValue, parseJson, type Result } from "@knockgen/auth";

/** Undefined for what is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** `parseJson` bounds the depth. Undefined for what is not UTF-8. */
export function readJson(bytes: Uint8Array): Result<JsonValue, JsonError> | undefined {
  const text = decodeUtf8(bytes);
  return text === undefined ? undefined : parseJson(text);
}
