/**
 * Keywords of objects beside values of other types. Without a `type` they say nothing of a text, so that the object type which
 * they imply must not shut texts out.
 */
import { getArray, isArray, isObject, type Json, type JsonObject } from "../../json.js";
import type { Schema, SchemaId } from "../../link/linked-spec.js";

type Resolve = (id: SchemaId) => Schema | undefined;

/** Types of the values that a schema lets through, as far as it says so. */
type Sort = "object" | "other" | "both" | undefined;

/** Chains of references are followed this far. */
const MAX_DEPTH = 16;

/** The parts of a conjunction, those that only imply an object moved to the branches that are objects. */
export function besideOthers(parts: readonly JsonObject[], resolve: Resolve): readonly JsonObject[] {
  const implied = parts.filter(impliesObject);
  if (implied.length === 0 || implied.length === parts.length) return parts;
  const stated = parts.filter((part) => !impliesObject(part));
  const sort = strictest(stated.map((part) => sortOf(part, resolve)));
  if (sort === "object" || sort === undefined) return parts;
  return stated.map((part) =>
    isArray(part.oneOf) ? { oneOf: part.oneOf.map((branch) => withImplied(branch, implied, resolve)) } : part,
  );
}

function withImplied(branch: Json, implied: readonly JsonObject[], resolve: Resolve): Json {
  return sortOf(branch, resolve) === "object" ? { allOf: [...implied, branch] } : branch;
}

function impliesObject({ type, $ref, oneOf, enum: values, const: value }: JsonObject): boolean {
  return [type, $ref, oneOf, values, value].every((said) => said === undefined);
}

function sortOf(schema: Json | undefined, resolve: Resolve, depth = 0): Sort {
  if (!isObject(schema) || depth > MAX_DEPTH) return undefined;
  const inner = (part: Json | undefined): Sort => sortOf(part, resolve, depth + 1);
  const { $ref, type, enum: values, const: value, anyOf, oneOf } = schema;
  const sort = strictest([
    ...(typeof $ref === "string" ? [inner(resolve($ref))] : []),
    ...getArray(schema, "allOf").map(inner),
    ...(type === undefined ? [] : [together(listOf(type).map((name) => sortOfType(String(name))))]),
    ...(isArray(values) ? [together(values.map(sortOfValue))] : []),
    ...(value === undefined ? [] : [sortOfValue(value)]),
    ...[anyOf, oneOf].flatMap((branches) => (isArray(branches) ? [together(branches.map(inner))] : [])),
  ]);
  const isObjects = ["properties", "required", "additionalProperties", "patternProperties"].some(
    (keyword) => schema[keyword] !== undefined,
  );
  return sort ?? (isObjects ? "object" : undefined);
}

/** Of parts that all apply. */
function strictest(sorts: readonly Sort[]): Sort {
  return (["object", "other", "both"] as const).find((sort) => sorts.includes(sort));
}

/** Of alternatives: one that says nothing may be an object. */
function together(sorts: readonly Sort[]): Sort {
  const [first] = sorts;
  if (sorts.every((sort) => sort === first)) return first;
  return sorts.includes("other") || sorts.includes("both") ? "both" : undefined;
}

function sortOfType(type: string): Sort {
  return type === "object" ? "object" : "other";
}

function sortOfValue(value: Json): Sort {
  return isObject(value) ? "object" : "other";
}

function listOf(value: Json): readonly Json[] {
  return isArray(value) ? value : [value];
}
