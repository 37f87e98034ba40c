/** The keywords of JSON Schema 2020-12 by the shape of their value: the one table by which schemas are walked. */
import { isObject, isTexts } from "../json.js";

export const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([
  "additionalProperties",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/** Keywords whose schemas are all about the value itself, and not about a part of it. */
export const COMPOSITIONS = ["allOf", "anyOf", "oneOf"] as const;

export const SCHEMA_LIST_KEYWORDS: ReadonlySet<string> = new Set([...COMPOSITIONS, "prefixItems"]);

export const SCHEMA_MAP_KEYWORDS: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);

/** Keywords that carry no schema and restrict values; annotations are everything else. */
export const ASSERTIONS: ReadonlySet<string> = new Set([
  "const",
  "dependentRequired",
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "maxContains",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minContains",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "pattern",
  "required",
  "type",
  "uniqueItems",
]);

/** Keywords that restrict values, by themselves or by the schemas in them. */
export const RESTRICTIONS: ReadonlySet<string> = new Set([
  "$ref",
  ...ASSERTIONS,
  ...SCHEMA_KEYWORDS,
  ...SCHEMA_LIST_KEYWORDS,
  ...SCHEMA_MAP_KEYWORDS,
]);

export function isRestriction(keyword: string): boolean {
  return RESTRICTIONS.has(keyword);
}

export const TYPES: ReadonlySet<string> = new Set([
  "array",
  "boolean",
  "integer",
  "null",
  "number",
  "object",
  "string",
]);

const isType = (value: unknown): boolean => typeof value === "string" && TYPES.has(value);
const isNumber = (value: unknown): boolean => typeof value === "number";
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** The meta-schema's demand on each assertion's value (JSON Schema Validation 2020-12, section 6). */
const SHAPES: { readonly [keyword: string]: (value: unknown) => boolean } = {
  dependentRequired: (value) => isObject(value) && Object.values(value).every(isTexts),
  enum: (value) => Array.isArray(value),
  exclusiveMaximum: isNumber,
  exclusiveMinimum: isNumber,
  format: (value) => typeof value === "string",
  maxContains: isCount,
  maxItems: isCount,
  maxLength: isCount,
  maxProperties: isCount,
  maximum: isNumber,
  minContains: isCount,
  minItems: isCount,
  minLength: isCount,
  minProperties: isCount,
  minimum: isNumber,
  multipleOf: (value) => typeof value === "number" && value > 0,
  pattern: (value) => typeof value === "string",
  required: isTexts,
  type: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
  uniqueItems: (value) => typeof value === "boolean",
};

/** By keyword. A map, since an object would know `constructor` and `__proto__` too. */
export const ASSERTION_SHAPES: ReadonlyMap<string, (value: unknown) => boolean> = new Map(
  Object.entries(SHAPES),
);
