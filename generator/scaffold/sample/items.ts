/** Items of the shortest list that a schema accepts. */
import { getArray, type Json, type JsonObject } from "../../json.js";

export function itemSchemas(schema: JsonObject): Json[] {
  const { items = true, contains } = schema;
  const prefix = getArray(schema, "prefixItems");
  const contained = contains === undefined ? 0 : numberOr(schema.minContains, 1);
  const rest = numberOr(schema.minItems, 0) - prefix.length - contained;
  return [...prefix, ...repeat({ allOf: [items, contains ?? true] }, contained), ...repeat(items, rest)];
}

/** For lists that must not hold a value twice. */
export function unlikeOthers(value: Json, index: number): Json {
  if (index === 0) return value;
  if (typeof value === "number") return value + index;
  return typeof value === "string" ? `${value}${index}` : value;
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function repeat(schema: Json, count: number): Json[] {
  return Array.from({ length: Math.max(0, count) }, () => schema);
}
