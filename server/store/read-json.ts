/** JSON as the store wrote it, read without loss: what is in it comes from strangers. */
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "@knockgen/auth";

/** An object. */
export function readObject(text: string): JsonObject {
  const read = parseJson(text);
  if (!read.ok || !isJsonObject(read.value))
    throw new Error("the store holds something that is not a JSON object");
  return read.value;
}

/** An object for clients, whose numbers are those of JavaScript. This takes a third of the time. */
export function readShownObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error("the store holds something that is not a JSON object");
  return value;
}

/** A list of objects. */
export function readObjects(text: string): readonly JsonObject[] {
  const read = parseJson(text);
  if (!read.ok || !Array.isArray(read.value))
    throw new Error("the store holds something that is not a JSON list");
  return read.value.filter(isJsonObject);
}

/** Any value. */
export function readValue(text: string): JsonValue {
  const read = parseJson(text);
  if (!read.ok) throw new Error("the store holds something that is not JSON");
  return read.value;
}
