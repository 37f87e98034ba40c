/** The smallest value that a schema accepts, or else any that it does: enough for a first test. */
import {
  getArray,
  getEntries,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  mapObject,
} from "../../json.js";
import type { LinkedSpec, Schema } from "../../link/linked-spec.js";
import { Judge } from "../../values/judge.js";
import { Variants } from "../../values/variants.js";
import { alike, distinct, goingOn, itemSchemas } from "./items.js";
import { sampleString } from "./strings.js";

/** Required properties may lead in a circle through alternatives; no finite value is deeper than this. */
const MAX_DEPTH = 24;

/** Values that are tried where the smallest one is refused. */
const MAX_VALUES = 600;

/** Items of all lists together: a test with more could not be read. */
const MAX_ITEMS = 10_000;

interface Sampling {
  readonly linked: LinkedSpec;
  readonly judge: Judge;
  /** Text for where anything will do. */
  readonly word: string;
  /** Items that further lists may have, in all. */
  readonly budget: { left: number };
  /** How often the sample stands in the whole value: a list repeats its item. */
  readonly times: number;
}

export function sampleOf(schema: Schema, linked: LinkedSpec): Json {
  return sample(schema, samplingOf(linked, "text"), 0);
}

/** Of a form, in which an empty list or object is not sent. */
export function formSampleOf(schema: Schema, linked: LinkedSpec): Json {
  const value = sampleOf(schema, linked);
  if (!isObject(value)) return value;
  const properties = new Map(getEntries(flatten(schema, linked, 0), "properties"));
  const sampling = samplingOf(linked, "text");
  return mapObject(value, (member, name) => notEmpty(member, properties.get(name) ?? true, sampling));
}

/** Its name, where that will do, says what it is. In the query an empty list or object is not a parameter. */
export function parameterSampleOf(schema: Schema, linked: LinkedSpec, name: string): Json {
  const sampling = samplingOf(linked, name);
  const value = sample(schema, sampling, 0);
  // Empty text would not be a segment of a path.
  if (value === "") return name;
  return notEmpty(value, schema, sampling);
}

function notEmpty(value: Json, schema: Json, sampling: Sampling): Json {
  if (typeof value !== "object" || value === null || Object.keys(value).length > 0) return value;
  const flat = flatten(schema, sampling.linked, 0);
  return isArray(value)
    ? [sample(flat.items ?? true, sampling, 1)]
    : sampleObject({ ...flat, minProperties: 1 }, sampling, 0);
}

function samplingOf(linked: LinkedSpec, word: string): Sampling {
  return { linked, judge: new Judge(linked, true), word, budget: { left: MAX_ITEMS }, times: 1 };
}

/** A schema may ask for more than its type, its bounds and its required properties say: `if`, `contains`, `propertyNames`. */
function sample(schema: Json, sampling: Sampling, depth: number): Json {
  const smallest = smallestOf(schema, sampling, depth);
  if (!isObject(schema) || sampling.judge.lets(schema, smallest)) return smallest;
  const [other = smallest] = othersOf(schema, sampling);
  return other;
}

function* othersOf(schema: JsonObject, { linked, judge }: Sampling): Generator<Json> {
  for (const value of new Variants(linked, true, judge).of([schema], MAX_VALUES))
    if (judge.lets(schema, value)) yield value;
}

function smallestOf(schema: Json, sampling: Sampling, depth: number): Json {
  const { linked, word } = sampling;
  const merged = flatten(schema, linked, depth);
  if ("const" in merged && merged.const !== undefined) return merged.const;
  const values = getArray(merged, "enum");
  if (values[0] !== undefined) return values[0];
  switch (typeOf(merged)) {
    case "object":
      return sampleObject(merged, sampling, depth);
    case "array":
      return sampleArray(merged, sampling, depth);
    case "string":
      return sampleString(merged, word);
    case "integer":
    case "number":
      return sampleNumber(merged);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return word;
  }
}

function typeOf(schema: JsonObject): string | undefined {
  const { type } = schema;
  if (typeof type === "string") return type;
  const first = isArray(type) ? type.find((each) => each !== "null") : undefined;
  if (typeof first === "string") return first;
  if (["properties", "required", "additionalProperties", "patternProperties"].some((key) => key in schema))
    return "object";
  if ("items" in schema) return "array";
  if (["pattern", "format", "minLength"].some((key) => key in schema)) return "string";
  return ["minimum", "maximum"].some((key) => key in schema) ? "number" : undefined;
}

function sampleObject(schema: JsonObject, sampling: Sampling, depth: number): Json {
  const properties = new Map(getEntries(schema, "properties"));
  const names = new Set(getArray(schema, "required").filter((name) => typeof name === "string"));
  const least = typeof schema.minProperties === "number" ? schema.minProperties : 0;
  for (const name of [...properties.keys(), "text", "other"]) if (names.size < least) names.add(name);
  const { additionalProperties: others = true } = schema;
  return Object.fromEntries(
    [...names].map((name) => [name, sample(properties.get(name) ?? others, sampling, depth + 1)]),
  );
}

function sampleArray(schema: JsonObject, sampling: Sampling, depth: number): Json {
  const { judge, budget, times } = sampling;
  const items = itemSchemas(schema, Math.floor(budget.left / times));
  budget.left -= items.length * times;
  const counts = new Map<Json, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  const samples = new Map(
    [...counts].map(([item, count]) => [
      item,
      sample(item, { ...sampling, times: times * count }, depth + 1),
    ]),
  );
  const values = items.map((item) => samples.get(item) ?? null);
  if (schema.uniqueItems !== true) return values;
  const others = new Map(
    [...counts.keys()].filter(isObject).map((item) => [item, goingOn(othersOf(item, sampling))]),
  );
  return distinct(values, function* (value, index) {
    const item = items[index];
    yield* alike(value, index).filter((one) => !isObject(item) || judge.lets(item, one));
    if (isObject(item)) yield* others.get(item) ?? [];
  });
}

function sampleNumber(schema: JsonObject): number {
  const { minimum, maximum, exclusiveMinimum } = schema;
  if (typeof minimum === "number") return Math.max(minimum, 0);
  if (typeof exclusiveMinimum === "number") return exclusiveMinimum + 1;
  return typeof maximum === "number" ? Math.min(maximum, 0) : 0;
}

/** One object schema that says all that references, `allOf` and the first alternative say. */
function flatten(schema: Json, linked: LinkedSpec, depth: number): JsonObject {
  if (!isObject(schema) || depth > MAX_DEPTH) return {};
  const { $ref, allOf: _, anyOf, oneOf, ...own } = schema;
  const target = typeof $ref === "string" ? linked.schemas.get($ref)?.schema : undefined;
  const choice = [anyOf, oneOf].flatMap((choices) => {
    const usable = isArray(choices) ? choices.find((each) => each !== false) : undefined;
    return usable === undefined ? [] : [usable];
  });
  const parts = [...(target === undefined ? [] : [target]), ...getArray(schema, "allOf"), ...choice];
  return parts.reduce<JsonObject>((merged, part) => both(merged, flatten(part, linked, depth + 1)), own);
}

function both(a: JsonObject, b: JsonObject): JsonObject {
  const properties = new Map(getEntries(a, "properties"));
  for (const [name, schema] of getEntries(b, "properties")) {
    const present = properties.get(name);
    properties.set(name, present === undefined ? schema : { allOf: [schema, present] });
  }
  const required = [...getArray(a, "required"), ...getArray(b, "required")];
  return {
    ...b,
    ...a,
    ...(properties.size > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required }),
  };
}
