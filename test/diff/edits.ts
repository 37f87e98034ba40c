/** Small schemas and every small edit of them: changed numbers, dropped keywords, added keywords, at every place. */
import { isArray, isObject, type Json, type JsonObject } from "../../generator/json.js";

export interface Edit {
  readonly what: string;
  readonly old: Json;
  readonly new: Json;
}

/** As text, since an object with a `then` looks like a promise. */
const CONDITION = `{
  "type": "object",
  "properties": { "a": { "type": "string" } },
  "if": { "properties": { "a": { "const": "a" } }, "required": ["a"] },
  "then": { "required": ["b"] },
  "else": { "properties": { "b": { "type": "integer" } } }
}`;

/** Each construct that validators carry out, in the surroundings in which it stands in documents. */
export const BASES: readonly Json[] = [
  { type: "string", minLength: 2, maxLength: 4 },
  { type: "string", pattern: "^[a-c]+$" },
  { type: "string", pattern: "^@" },
  { type: "string", format: "mx-user-id" },
  { type: "string", format: "uri" },
  { type: "string", enum: ["a", "b"] },
  { const: "a" },
  { type: "integer", minimum: 1, maximum: 3 },
  { type: "number", exclusiveMinimum: 1, exclusiveMaximum: 3, multipleOf: 0.5 },
  { type: ["string", "null"] },
  { type: "boolean" },
  { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } }, required: ["a"] },
  { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
  { type: "object", properties: { a: { type: "string" } }, unevaluatedProperties: false },
  { type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "integer" } },
  { type: "object", additionalProperties: { type: "string" }, minProperties: 1, maxProperties: 2 },
  { type: "object", patternProperties: { "^a": { type: "string" } }, additionalProperties: false },
  { type: "object", patternProperties: { "^a": { type: "string" }, "^b": { type: "integer" } } },
  { type: "object", propertyNames: { pattern: "^a" } },
  { type: "object", propertyNames: { maxLength: 1 }, additionalProperties: { type: "string" } },
  { type: "object", dependentRequired: { a: ["b"] } },
  { type: "object", dependentSchemas: { a: { required: ["b"] } } },
  { type: "array", items: { type: "string" }, minItems: 1, maxItems: 2, uniqueItems: true },
  { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false, minItems: 2 },
  { type: "array", prefixItems: [{ type: "string" }], items: { type: "integer" } },
  { type: "array", prefixItems: [{ type: "string" }], unevaluatedItems: false },
  { type: "array", contains: { const: 1 }, minContains: 1, maxContains: 2 },
  { type: "object", not: { required: ["a"] } },
  { not: { type: "string" } },
  JSON.parse(CONDITION),
  { allOf: [{ type: "string", maxLength: 3 }, { minLength: 1 }] },
  {
    allOf: [
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
      { type: "object", properties: { b: { type: "integer" } } },
    ],
  },
  {
    anyOf: [
      { type: "string", maxLength: 2 },
      { type: "integer", minimum: 2 },
    ],
  },
  {
    anyOf: [
      { type: "string", maxLength: 1 },
      { type: "string", pattern: "^@" },
    ],
  },
  {
    oneOf: [
      { type: "object", properties: { k: { const: "a" }, a: { type: "string" } }, required: ["k"] },
      { type: "object", properties: { k: { const: "b" }, b: { type: "integer" } }, required: ["k"] },
    ],
  },
  {
    anyOf: [
      { type: "array", items: { type: "string" } },
      { type: "array", items: { type: "integer" }, minItems: 1 },
    ],
  },
  { type: "object", properties: { a: { type: "object", properties: { b: { type: "string" } } } } },
  { $ref: "#/$defs/n", $defs: { n: { type: "object", properties: { a: { type: "string" } } } } },
  { $ref: "#/$defs/s", maxLength: 3, $defs: { s: { type: "string", minLength: 1 } } },
  { properties: { a: { type: "string" } } },
  { enum: ["a", 1, null, { a: 1 }, [1]] },
  {},
];

const ADDED: readonly JsonObject[] = [
  { type: "string" },
  { type: "object" },
  { minLength: 2 },
  { pattern: "^a" },
  { format: "mx-room-id" },
  { enum: ["a"] },
  { const: 1 },
  { maximum: 1 },
  { multipleOf: 2 },
  { required: ["b"] },
  { additionalProperties: false },
  { unevaluatedProperties: false },
  { additionalProperties: { type: "string" } },
  { patternProperties: { "^a": { type: "string", maxLength: 1 } } },
  { propertyNames: { pattern: "^b" } },
  { maxProperties: 1 },
  { dependentRequired: { b: ["a"] } },
  { dependentSchemas: { a: { maxProperties: 1 } } },
  { items: { type: "integer" } },
  { prefixItems: [{ type: "integer" }] },
  { unevaluatedItems: false },
  { contains: { type: "integer" } },
  { maxItems: 1 },
  { uniqueItems: true },
  { not: { const: "a" } },
  JSON.parse('{ "if": { "type": "string" }, "then": { "maxLength": 1 } }'),
  { allOf: [{ minLength: 2 }] },
  { anyOf: [{ type: "string" }, { type: "null" }] },
  { oneOf: [{ type: "string" }, { maxLength: 1 }] },
];

const OTHERS: { readonly [key: string]: readonly string[] } = {
  pattern: ["^b"],
  format: ["mx-event-id"],
  type: ["string", "integer", "array", "object"],
};

const MAPS = new Set(["properties", "patternProperties", "dependentSchemas", "$defs"]);
const NOTHING_TO_ADD = new Set(["enum", "const", "required", "dependentRequired", "type"]);

export function editsOf(base: Json): Edit[] {
  return [...edit(base, "")].map(({ what, new: next }) => ({
    what: `${JSON.stringify(base).slice(0, 200)}: ${what}`,
    old: base,
    new: next,
  }));
}

type Step = Omit<Edit, "old">;

function* edit(schema: Json, at: string): Generator<Step> {
  if (!isObject(schema)) return;
  for (const added of ADDED) {
    const [key = ""] = Object.keys(added);
    if (schema[key] === undefined)
      yield { what: `${at} gets ${JSON.stringify(added)}`, new: { ...schema, ...added } };
  }
  for (const [key, value] of Object.entries(schema)) {
    const { [key]: _gone, ...rest } = schema;
    if (key !== "$defs") yield { what: `${at} loses ${key}`, new: rest };
    for (const { what, new: next } of changes(key, value, `${at}/${key}`))
      yield { what, new: { ...schema, [key]: next } };
  }
  if (schema.oneOf !== undefined) {
    const { oneOf, ...rest } = schema;
    yield { what: `${at} has anyOf for oneOf`, new: { ...rest, anyOf: oneOf } };
  }
}

function* changes(key: string, value: Json, at: string): Generator<Step> {
  for (const other of otherValues(key, value)) yield { what: `${at} is ${other}`, new: other };
  if (isArray(value)) yield* changedItems(value, NOTHING_TO_ADD.has(key), at);
  if (!isObject(value) || NOTHING_TO_ADD.has(key)) return;
  if (MAPS.has(key)) yield* changedMembers(value, key === "$defs", at);
  else yield* edit(value, at);
}

/** Values that a keyword could have instead: a limit moves by one, a format becomes another. */
function otherValues(key: string, value: Json): Json[] {
  if (typeof value === "number") return [value - 1, value + 1].filter((other) => other > 0);
  if (typeof value === "boolean") return [!value];
  return (OTHERS[key] ?? []).filter((other) => other !== value);
}

/** Lists of schemas, where each item is edited too, or of `names`. */
function* changedItems(items: readonly Json[], names: boolean, at: string): Generator<Step> {
  for (const [index, item] of items.entries()) {
    if (items.length > 1) yield { what: `${at} lacks ${index}`, new: items.toSpliced(index, 1) };
    if (names) yield { what: `${at}/${index} is z`, new: items.with(index, "z") };
    for (const { what, new: next } of edit(item, `${at}/${index}`))
      yield { what, new: items.with(index, next) };
  }
}

/** Schemas by name; those that a reference leads to keep their names. */
function* changedMembers(schemas: JsonObject, fixed: boolean, at: string): Generator<Step> {
  for (const [name, inner] of Object.entries(schemas)) {
    const { [name]: _gone, ...rest } = schemas;
    if (!fixed) yield { what: `${at} lacks ${name}`, new: rest };
    if (!fixed) yield { what: `${at} calls ${name} z`, new: { ...rest, z: inner } };
    for (const { what, new: next } of edit(inner, `${at}/${name}`))
      yield { what, new: { ...schemas, [name]: next } };
  }
}
