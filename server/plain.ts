/** From the engine's JSON, which loses nothing, to everybody's. */
import { isJsonObject, JsonFloat, type JsonValue } from "@knockgen/auth";

/** JSON without the kinds of number that clients do not know. */
export function plain(value: JsonValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof JsonFloat) return value.value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** The same of an object; an empty one for what is not an object. */
export function plainObject(value: JsonValue | undefined): Record<string, unknown> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
