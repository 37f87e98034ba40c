/** From the engine's JSON, which loses nothing, to everybody's. */
import { JsonFloat, type JsonObject, type JsonValue } from "@knockgen/auth";

/** JSON without the kinds of number that clients do not know. */
export function plain(value: JsonValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof JsonFloat) return value.value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** The same of an object. */
export function plainObject(object: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, plain(member)]));
}
