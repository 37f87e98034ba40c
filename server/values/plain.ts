/** From the engine's JSON, which loses nothing, to everybody's. */
import { isJsonObject, JsonFloat, type JsonValue } from "@knockgen/auth";

/** JSON without the kinds of number that clients do not know; the same value where there are none, since most have none. */
export function plain(value: JsonValue): unknown {
  return isPlain(value) ? value : copied(value);
}

/** A copy of an object, plain; an empty one for what is not an object. */
export function plainObject(value: JsonValue | undefined): Record<string, unknown> {
  if (!isJsonObject(value)) return {};
  return isPlain(value) ? { ...value } : copiedMembers(value);
}

function isPlain(value: JsonValue | undefined): boolean {
  if (typeof value === "bigint" || value instanceof JsonFloat) return false;
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return Object.values(value).every(isPlain);
}

function copied(value: JsonValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof JsonFloat) return value.value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  return copiedMembers(value);
}

function copiedMembers(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copied(member)]));
}
