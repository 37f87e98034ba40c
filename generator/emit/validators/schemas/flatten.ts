/**
 * Folds `allOf` over plain objects into one object, so that a property that several bases describe is checked once.
 *
 *     allOf: [{$ref: state_event}, {properties: {content: …}}]   where state_event is an allOf of two with a common base
 *     -> type: object, properties: {event_id: …, sender: …, content: …}, required: […]
 *
 * The conjunction is the same; anything but objects with properties and required names is left as it stands.
 */
import {
  fromEntries,
  getArray,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  stableStringify,
} from "../../../json.js";
import type { Schema, SchemaId } from "../../../link/linked-spec.js";
import { mapSubschemas } from "../../../lower/subschemas.js";

const PLAIN = new Set(["type", "properties", "required"]);
/** References are followed this deep; cycles end here. */
const MAX_DEPTH = 16;

/** And so many in all: what bases have in common doubles with every level of them. */
const MAX_CONJUNCTS = 500;

/** Properties of properties that are folded too: a recursive schema has them without end. */
const MAX_NESTING = 4;

/** Values in what is folded. A base that is folded into others, and those into others again, would grow with every step. */
const MAX_SIZE = 1_000;

type Lookup = (id: SchemaId) => Schema | undefined;

export function flattenAllOf(schema: Schema, resolve: Lookup, nesting = 0): Schema {
  if (!isObject(schema) || nesting > MAX_NESTING) return schema;
  const inner = mapSubschemas(schema, (child) =>
    isObject(child) || typeof child === "boolean" ? flattenAllOf(child, resolve, nesting) : {},
  );
  if (!isArray(inner.allOf)) return inner;
  const conjuncts = conjunctsOf(inner, resolve, 0, { left: MAX_CONJUNCTS });
  if (conjuncts === undefined || !conjuncts.some(({ type }) => type === "object")) return inner;
  if (conjuncts.reduce((size, conjunct) => size + sizeOf(conjunct), 0) > MAX_SIZE) return inner;
  return merge(
    [...new Map(conjuncts.map((conjunct) => [stableStringify(conjunct), conjunct] as const)).values()],
    resolve,
    nesting,
  );
}

const sizes = new WeakMap<object, number>();

/** Values that it is made of; schemas do not change, so each is counted once. */
function sizeOf(value: Json): number {
  if (typeof value !== "object" || value === null) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 1;
  for (const part of Object.values(value)) size += sizeOf(part);
  sizes.set(value, size);
  return size;
}

/** The plain objects whose conjunction the schema is; undefined where it is more than that. */
function conjunctsOf(
  schema: Json,
  resolve: Lookup,
  depth: number,
  budget: { left: number },
): JsonObject[] | undefined {
  if (!isObject(schema) || depth > MAX_DEPTH || budget.left-- <= 0) return undefined;
  const { $ref, allOf, ...own } = schema;
  if (!isPlain(own)) return undefined;
  const members = [
    ...(typeof $ref === "string" ? [resolve($ref) ?? null] : []),
    ...(isArray(allOf) ? allOf : []),
  ];
  const all: JsonObject[] = Object.keys(own).length > 0 ? [own] : [];
  for (const member of members) {
    const found = conjunctsOf(member, resolve, depth + 1, budget);
    if (found === undefined) return undefined;
    all.push(...found);
  }
  return all;
}

function isPlain(schema: JsonObject): boolean {
  return (
    (schema.type === undefined || schema.type === "object") &&
    Object.keys(schema).every((keyword) => PLAIN.has(keyword))
  );
}

function merge(conjuncts: readonly JsonObject[], resolve: Lookup, nesting: number): JsonObject {
  const properties = new Map<string, Schema>();
  const required = new Set<Json>();
  for (const conjunct of conjuncts) {
    for (const name of getArray(conjunct, "required")) required.add(name);
    for (const [name, schema] of Object.entries(isObject(conjunct.properties) ? conjunct.properties : {})) {
      const own = isObject(schema) || typeof schema === "boolean" ? schema : {};
      const known = properties.get(name);
      properties.set(name, known === undefined ? own : both(known, own, resolve, nesting));
    }
  }
  return {
    type: "object",
    ...(properties.size > 0 && { properties: fromEntries<Json>(properties) }),
    ...(required.size > 0 && { required: [...required] }),
  };
}

/** The conjunction of what two bases say of one property. */
function both(a: Schema, b: Schema, resolve: Lookup, nesting: number): Schema {
  if (a === true || stableStringify(a) === stableStringify(b)) return b;
  if (b === true || a === false) return a;
  if (!isObject(a) || !isObject(b)) return false;
  // `{type: string}` beside `{type: string, enum: […]}`: each keyword once, where no keyword is in both with another value.
  const apart = Object.keys(a).every(
    (keyword) =>
      b[keyword] === undefined || stableStringify(a[keyword] ?? null) === stableStringify(b[keyword]),
  );
  const independent = (schema: JsonObject): boolean =>
    Object.keys(schema).every((keyword) => INDEPENDENT.has(keyword));
  if (apart && independent(a) && independent(b)) return { ...a, ...b };
  return flattenAllOf({ allOf: [a, b] }, resolve, nesting + 1);
}

/** Keywords that mean the same whatever stands beside them. */
const INDEPENDENT = new Set([
  "type",
  "enum",
  "const",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "properties",
  "required",
  "items",
]);
