/** Merges object schemas that must all hold into one, property by property: what `allOf` means, written out. */
import { fromEntries, getArray, isObject, type Json, type JsonObject } from "../../json.js";

const OBJECT_KEYWORDS = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
  "minProperties",
  "maxProperties",
]);
const ANNOTATIONS = new Set(["title", "description", "deprecated", "default", "readOnly", "writeOnly"]);

/** An object schema that uses nothing but the keywords of objects and annotations. */
export function plainObject(schema: JsonObject): boolean {
  const object =
    schema.type === "object" ||
    (schema.type === undefined && (schema.properties !== undefined || schema.required !== undefined));
  return (
    object &&
    Object.keys(schema).every(
      (key) => OBJECT_KEYWORDS.has(key) || ANNOTATIONS.has(key) || key.startsWith("x-"),
    )
  );
}

export function mergeObjects(a: JsonObject, b: JsonObject): JsonObject {
  const properties = { ...(isObject(a.properties) ? a.properties : {}) };
  const merged = new Map<string, Json>(Object.entries(properties));
  for (const [name, value] of Object.entries(isObject(b.properties) ? b.properties : {})) {
    const known = merged.get(name);
    merged.set(name, known === undefined ? value : mergeBoth(known, value));
  }
  const required = [...new Set([...getArray(a, "required"), ...getArray(b, "required")])];
  return {
    type: "object",
    ...(merged.size > 0 && { properties: fromEntries(merged) }),
    ...(required.length > 0 && { required }),
    ...eitherOf(a, b, "additionalProperties"),
    ...eitherOf(a, b, "patternProperties"),
  };
}

function eitherOf(a: JsonObject, b: JsonObject, key: string): JsonObject {
  const value = b[key] ?? a[key];
  return value === undefined ? {} : { [key]: value };
}

/** Merges two schemas of the same property. The later one is more specific and documents it. */
function mergeBoth(a: Json, b: Json): Json {
  if (!isObject(a) || !isObject(b)) return b === true ? a : b;
  if (saysNothing(a, b)) return b;
  if (saysNothing(b, a)) return { ...a, ...documentation(b) };
  if (plainObject(a) && plainObject(b))
    return { ...documentation(a), ...documentation(b), ...mergeObjects(a, b) };
  if (a.type === "string" && b.type === "string") return { ...a, ...b };
  return { ...documentation(b), allOf: [a, b] };
}

/** `{type: object}` beside a schema that is one too adds nothing; nor does a schema of words alone. */
function saysNothing(schema: JsonObject, beside: JsonObject): boolean {
  const keys = Object.keys(schema).filter((key) => !ANNOTATIONS.has(key) && !key.startsWith("x-"));
  if (keys.length === 0) return true;
  if (keys.length > 1 || keys[0] !== "type") return false;
  return (
    schema.type === beside.type ||
    (schema.type === "object" &&
      (beside.$ref !== undefined || beside.allOf !== undefined || beside.properties !== undefined))
  );
}

function documentation(schema: JsonObject): JsonObject {
  return fromEntries(
    Object.entries(schema).filter(([key]) => ANNOTATIONS.has(key) || key === "x-addedInMatrixVersion"),
  );
}
