/** Prepares schemas for compilation: only what restricts a value stays. */
import { fromEntries, get, getArray, isArray, isObject, type Json, type JsonObject } from "../../../json.js";
import type { Schema, SchemaId } from "../../../link/linked-spec.js";
import { isRestriction, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../../../lower/keywords.js";
import { mapSubschemas } from "../../../lower/subschemas.js";
import { formatImplies, isAssertedFormat } from "../formats.js";

/** Bytes in a form, a `Uint8Array` or a `Blob`, by what each has and plain data has not. */
const BYTES: JsonObject = {
  type: "object",
  anyOf: ["byteLength", "size"].map((length) => ({
    properties: { [length]: { type: "integer" } },
    required: [length],
  })),
};

/** A schema without annotations. */
export function assertionsOf(schema: Schema, assertFormats: boolean): Schema {
  if (typeof schema === "boolean") return schema;
  if (schema.format === "x-bytes") return BYTES;
  const checked = Object.entries(schema).filter(([keyword, value]) =>
    isChecked(keyword, value, schema, assertFormats),
  );
  const kept = mapSubschemas(fromEntries(checked.map(withoutEmptyEnum)), (inner) =>
    strip(inner, assertFormats),
  );
  const number = assertFormats ? numberFormat(schema) : undefined;
  const whole = number === undefined ? kept : { ...kept, allOf: [...getArray(kept, "allOf"), number] };
  return withoutPrototypes(apartFromPrefix(withCounting(whole)));
}

/** Whether validators look at a keyword of a schema. */
function isChecked(keyword: string, value: Json, { format }: JsonObject, assertFormats: boolean): boolean {
  if (keyword === "format") return typeof value === "string" && isAssertedFormat(value, assertFormats);
  if (keyword === "pattern") return typeof format !== "string" || !formatImplies(format, String(value));
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return isArray(value);
  if (SCHEMA_MAP_KEYWORDS.has(keyword)) return isObject(value);
  return isRestriction(keyword);
}

/** ajv refuses to compile an empty list, which JSON Schema allows: nothing is a member of it. */
function withoutEmptyEnum(entry: readonly [string, Json]): readonly [string, Json] {
  const [keyword, value] = entry;
  return keyword === "enum" && isArray(value) && value.length === 0 ? ["not", {}] : entry;
}

/** Formats of numbers say what keywords can say as well. Floats and doubles are what every number in JSON is here. */
export function numberFormat(schema: JsonObject): JsonObject | undefined {
  const whole = schema.type === "integer" ? {} : { multipleOf: 1 };
  if (schema.format === "int32") return { ...whole, maximum: 2_147_483_647, minimum: -2_147_483_648 };
  return schema.format === "int64" && schema.type !== "integer" ? whole : undefined;
}

/** ajv looks for one item by a variable that it does not reset from list to list; it does where it has to count. */
function withCounting(schema: JsonObject): JsonObject {
  if (schema.contains === undefined || schema.maxContains !== undefined) return schema;
  return { ...schema, maxContains: Number.MAX_SAFE_INTEGER };
}

/**
 * Two keywords that ajv gets wrong beside `prefixItems`: in a condition it passes over `contains` where the list is shorter,
 * and beside `items` of one scalar type `uniqueItems` compares only values of that type.
 */
function apartFromPrefix(schema: JsonObject): JsonObject {
  if (schema.prefixItems === undefined) return schema;
  const entries = Object.entries(schema);
  const moved = entries.filter(([keyword]) => APART.has(keyword));
  if (moved.length === 0) return schema;
  const rest = fromEntries(entries.filter(([keyword]) => !APART.has(keyword)));
  return { ...rest, allOf: [...getArray(rest, "allOf"), fromEntries(moved)] };
}

const APART: ReadonlySet<string> = new Set(["contains", "minContains", "maxContains", "uniqueItems"]);

const PROTO = "__proto__";
const SKIPPING = new Set(["properties", "patternProperties", "dependentRequired", "dependentSchemas"]);

/** ajv skips what is called `__proto__`; the same can be said in ways that it does not skip. */
function withoutPrototypes(schema: JsonObject): JsonObject {
  const found = (keyword: string): Json | undefined => get(schema[keyword], PROTO);
  const property = found("properties");
  const pattern = found("patternProperties");
  const required = found("dependentRequired");
  const dependent = found("dependentSchemas");
  if ([property, pattern, required, dependent].some((value) => value !== undefined)) {
    const absent = { not: { required: [PROTO], type: "object" } };
    const extra: Json[] = [
      ...(required === undefined ? [] : [{ anyOf: [absent, { required }] }]),
      ...(dependent === undefined ? [] : [{ anyOf: [absent, dependent] }]),
    ];
    const patterns: JsonObject = {
      ...(property !== undefined && { [`^${PROTO}$`]: property }),
      ...(pattern !== undefined && { [`(?:${PROTO})`]: pattern }),
    };
    const others = Object.entries(schema).map(
      ([keyword, value]) =>
        [keyword, SKIPPING.has(keyword) && isObject(value) ? without(value, PROTO) : value] as const,
    );
    const rest = fromEntries(others);
    return {
      ...rest,
      ...(Object.keys(patterns).length > 0 && {
        patternProperties: { ...(isObject(rest.patternProperties) && rest.patternProperties), ...patterns },
      }),
      ...(extra.length > 0 && { allOf: [...(isArray(rest.allOf) ? rest.allOf : []), ...extra] }),
    };
  }
  return schema;
}

function without(object: JsonObject, key: string): JsonObject {
  return fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

function strip(schema: Json, assertFormats: boolean): Schema {
  return isObject(schema) || typeof schema === "boolean" ? assertionsOf(schema, assertFormats) : {};
}

/** The schema with each `$ref` changed. */
export function mapRefs(schema: Schema, change: (id: SchemaId) => SchemaId): Schema {
  if (!isObject(schema)) return schema;
  const mapped = mapSubschemas(schema, (child) =>
    mapRefs(isObject(child) || typeof child === "boolean" ? child : {}, change),
  );
  if (typeof mapped.$ref !== "string") return mapped;
  const target = change(mapped.$ref);
  return target === mapped.$ref ? mapped : { ...mapped, $ref: target };
}
