/** JSON in rows that are held for a while: parsed, it may take twenty times its text (O8). */
import { canonicalEventJson, type JsonObject, type JsonValue } from "@knockgen/auth";
import { readObject, readObjects, readValue } from "./read-json.js";

/** Nearly all events are smaller. */
const LARGE = 4_096;

export function isLargeText(text: string): boolean {
  return text.length >= LARGE;
}

/** The last one, as most are read several times in a row. */
let last: { readonly text: Uint8Array; readonly value: JsonObject } | undefined;

/** Gives what the text of a row holds: of a large one the text is kept, outside of the heap, and is parsed again. */
export function keptObject(text: string): () => JsonObject {
  return kept(text, readObject, (bytes) => {
    if (last?.text !== bytes) last = { text: bytes, value: readObject(bytes.toString()) };
    return last.value;
  });
}

/** The same of a list of them, which is not remembered. */
export function keptObjects(text: string): () => readonly JsonObject[] {
  return kept(text, readObjects, (bytes) => readObjects(bytes.toString()));
}

/** The same of a part of what a row held, which is known to take much. Read again, it lasts until its room is needed. */
export function keptValue(value: Extract<JsonValue, object>): () => JsonValue {
  const bytes = Buffer.from(canonicalEventJson(value));
  let read = new WeakRef(value);
  return () => {
    const known = read.deref();
    if (known !== undefined) return known;
    const fresh = readValue(bytes.toString());
    if (typeof fresh === "object" && fresh !== null) read = new WeakRef(fresh);
    return fresh;
  };
}

function kept<T>(text: string, read: (text: string) => T, readAgain: (bytes: Buffer) => T): () => T {
  if (!isLargeText(text)) {
    const value = read(text);
    return () => value;
  }
  const bytes = Buffer.from(text);
  return () => readAgain(bytes);
}
