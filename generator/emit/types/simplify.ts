/**
 * Turns a schema into one whose TypeScript type is what a reader expects. Everything that types cannot say is left out, so that
 * the type allows all that the validator accepts: types may be wider than validators, never narrower.
 */
import {
  fromEntries,
  getArray,
  getString,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  stableStringify,
} from "../../json.js";
import type { Schema, SchemaId } from "../../link/linked-spec.js";
import { docComment } from "../code/doc-comment.js";
import { besideOthers } from "./implied-objects.js";
import { mergeObjects, plainObject } from "./merge.js";

export interface SimplifyContext {
  /** Looks up what an id stands for. */
  readonly resolve: (id: SchemaId) => Schema | undefined;
  /** Write the properties of all bases out, instead of referring to them. */
  readonly flatten: boolean;
  /** Results by depth and id: without them, shared bases would double the work with every level. */
  readonly objects: Map<string, JsonObject | undefined>;
  /** How many properties around this one are written out, too. */
  readonly merges?: number;
}

/** A schema that refers to itself and says more of one of its properties would be written out without end. */
const MAX_MERGES = 5;

/** Chains of references are followed this far. */
const MAX_DEPTH = 32;

/** The simplified schema; what it says about itself is under `x-doc`, ready to be printed. */
export function simplify(schema: Json, context: SimplifyContext): Schema {
  if (!isObject(schema)) return schema !== false;
  const doc = docComment({
    description: getString(schema, "description"),
    since: getString(schema, "x-addedInMatrixVersion"),
    deprecated: schema.deprecated === true,
  });
  return { ...(doc !== "" && { "x-doc": doc }), ...structure(schema, context) };
}

function structure(schema: JsonObject, context: SimplifyContext): JsonObject {
  const parts = besideOthers(partsOf(schema, context), context.resolve);
  const { merges = 0 } = context;
  const merged =
    context.flatten ||
    (merges < MAX_MERGES && parts.length > 1 && parts.some((part) => overlaps(part, parts, context)))
      ? mergeAll(parts, context)
      : undefined;
  if (merged !== undefined) return simplifyObject(merged, { ...context, flatten: false, merges: merges + 1 });
  const structured = parts
    .map((part) => simplifyPart(part, context))
    .filter((part) => Object.keys(part).length > 0);
  const [first = {}, ...others] = dedupe(structured);
  return others.length === 0 ? first : { allOf: [first, ...others] };
}

/** The conjunction that a schema is: its own keywords, what it refers to, the members of `allOf`, and its unions. */
function partsOf(schema: JsonObject, context: SimplifyContext): JsonObject[] {
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  const members = (isArray(allOf) ? allOf : []).flatMap((member) =>
    isObject(member) ? partsOf(member, context) : [],
  );
  const unions = [anyOf, oneOf].flatMap((branches) => (isArray(branches) ? [{ oneOf: branches }] : []));
  const parts: JsonObject[] = [
    ...(typeof $ref === "string" ? [{ $ref }] : []),
    ...members,
    ...(restricts(own) ? [own] : []),
    ...unions,
  ];
  // `{type: object}` beside a reference is a habit of writing, not a restriction.
  const telling = parts.filter((part) => !isBareObject(part));
  return telling.length > 0 ? telling : parts.slice(0, 1);
}

function isBareObject({ type, ...others }: JsonObject): boolean {
  return type === "object" && !restricts(others);
}

function restricts(schema: { readonly [key: string]: Json | undefined }): boolean {
  return [
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
  ].some((key) => schema[key] !== undefined);
}

/** Whether a part says something about a property of another one, so that an intersection would say less than both. */
function overlaps(part: JsonObject, parts: readonly JsonObject[], context: SimplifyContext): boolean {
  if (part.$ref !== undefined || part.oneOf !== undefined) return false;
  const own = isObject(part.properties) ? part.properties : {};
  const named = [...Object.keys(own), ...getArray(part, "required").map(String)];
  return parts.some((other) => {
    if (other === part) return false;
    const target = objectOf(other, context);
    const properties = target?.properties;
    return isObject(properties) && named.some((name) => Object.hasOwn(properties, name));
  });
}

function mergeAll(parts: readonly JsonObject[], context: SimplifyContext): JsonObject | undefined {
  if (parts.length === 1 && parts[0]?.$ref === undefined)
    return parts[0] !== undefined && plainObject(parts[0]) ? parts[0] : undefined;
  return mergeParts(parts, context, 0);
}

/** A part as one plain object schema, through its references; undefined where it is anything else. */
function objectOf(part: JsonObject, context: SimplifyContext, depth = 0): JsonObject | undefined {
  const id = getString(part, "$ref");
  if (id === undefined) return plainObject(part) ? part : undefined;
  const key = `${depth} ${id}`;
  if (context.objects.has(key)) return context.objects.get(key);
  const target = depth > MAX_DEPTH ? undefined : context.resolve(id);
  const found = isObject(target) ? mergeParts(partsOf(target, context), context, depth + 1) : undefined;
  context.objects.set(key, found);
  return found;
}

function mergeParts(
  parts: readonly JsonObject[],
  context: SimplifyContext,
  depth: number,
): JsonObject | undefined {
  if (parts.length === 0) return undefined; // any value at all
  let merged: JsonObject = {};
  for (const part of parts) {
    const object = objectOf(part, context, depth);
    if (object === undefined) return undefined;
    merged = mergeObjects(merged, object);
  }
  return merged;
}

function simplifyPart(part: JsonObject, context: SimplifyContext): JsonObject {
  if (part.$ref !== undefined) return part;
  if (isArray(part.oneOf)) return union(part.oneOf, context);
  if (isArray(part.enum)) return part.enum.every(isPrimitive) ? { enum: matching(part.enum, part.type) } : {};
  if (part.const !== undefined) return isPrimitive(part.const) ? { enum: [part.const] } : {};
  return simplifyObject(part, context);
}

/** A union says nothing as soon as one of its branches does not. */
function union(branches: readonly Json[], context: SimplifyContext): JsonObject {
  const simple = branches
    .filter((branch) => branch !== false)
    .map((branch) => structure(isObject(branch) ? branch : {}, { ...context, flatten: false }));
  const telling = dedupe(simple);
  if (telling.length === 0 || simple.some((branch) => Object.keys(branch).length === 0)) return {};
  return telling.length === 1 && telling[0] !== undefined ? telling[0] : { oneOf: telling };
}

type Child = (value: Json) => Schema;

function simplifyObject(schema: JsonObject, context: SimplifyContext): JsonObject {
  const { type, format, pattern, items, prefixItems, additionalProperties, patternProperties } = schema;
  const child: Child = (value) => simplify(value, context);
  const types = isArray(type) ? type : type === undefined ? [] : [type];
  const properties = propertiesOf(schema, child);
  const saysKeys =
    Object.keys(properties).length > 0 ||
    additionalProperties !== undefined ||
    patternProperties !== undefined;
  return {
    ...(type !== undefined && { type }),
    ...(types.length === 0 && saysKeys && { type: "object" }),
    ...(typeof format === "string" && { format }),
    ...(typeof pattern === "string" && { pattern }),
    ...(isArray(prefixItems) && { prefixItems: prefixItems.map(child), ...countsOf(schema) }),
    ...(items !== undefined && { items: child(items) }),
    ...((types.length === 0 || types.includes("object")) && keysOf(schema, properties, child)),
  };
}

/** Properties that are described, and those that are only required. */
function propertiesOf(schema: JsonObject, child: Child): JsonObject {
  const { properties, additionalProperties, patternProperties } = schema;
  const declared = isObject(properties)
    ? Object.entries(properties).map(([name, value]) => [name, child(value)] as const)
    : [];
  // A required property that nothing describes is there all the same.
  const known = new Set(declared.map(([name]) => name));
  const missing = getArray(schema, "required")
    .map(String)
    .filter((name) => !known.has(name));
  // Where it is described like any other key, that is its type; one that a pattern may describe is left open.
  const other =
    isObject(additionalProperties) && patternProperties === undefined ? child(additionalProperties) : true;
  return fromEntries<Json>([...declared, ...missing.map((name) => [name, other] as const)]);
}

/** The keywords about keys of an object. */
function keysOf(
  { required, additionalProperties, patternProperties }: JsonObject,
  properties: JsonObject,
  child: Child,
): JsonObject {
  const isDescribed = Object.keys(properties).length > 0;
  // Beside properties a closed object is written as an open one: an object type of TypeScript is never closed.
  const isClosed = additionalProperties === false && (!isDescribed || patternProperties !== undefined);
  return {
    ...(isDescribed && { properties }),
    ...(isArray(required) && { required }),
    ...(isObject(additionalProperties) && { additionalProperties: child(additionalProperties) }),
    ...(additionalProperties === true && { additionalProperties }),
    ...(isClosed && { additionalProperties: false }),
    ...(isObject(patternProperties) && { patternProperties: valuesByPattern(patternProperties, child) }),
  };
}

function valuesByPattern(patterns: JsonObject, child: Child): JsonObject {
  return fromEntries(
    Object.entries(patterns).map(
      ([pattern, value]) => [pattern, { ...object$(child(value)), ...keyFormat(value) }] as const,
    ),
  );
}

/** How many items a tuple has; of other lists types do not say it. */
function countsOf({ minItems, maxItems }: JsonObject): JsonObject {
  return {
    ...(typeof minItems === "number" && { minItems }),
    ...(typeof maxItems === "number" && { maxItems }),
  };
}

function object$(schema: Schema): JsonObject {
  return isObject(schema) ? schema : {};
}

/** Upstream says of what form a map's keys are by an extension on its values. */
function keyFormat(value: Json): JsonObject {
  const format = getString(value, "x-pattern-format");
  return format === undefined ? {} : { "x-pattern-format": format };
}

function matching(values: readonly Json[], type: Json | undefined): Json[] {
  if (type === undefined) return [...values];
  const types = isArray(type) ? type : [type];
  const typeOf = (value: Json): string => (value === null ? "null" : typeof value);
  return values.filter((value) =>
    types.some((name) => name === typeOf(value) || (name === "integer" && typeof value === "number")),
  );
}

function isPrimitive(value: Json): boolean {
  return value === null || typeof value !== "object";
}

function dedupe(schemas: readonly JsonObject[]): readonly JsonObject[] {
  if (schemas.length < 2) return schemas;
  return [...new Map(schemas.map((schema) => [stableStringify(schema), schema] as const)).values()];
}

/** Kind of the member `name` of the object under `keyword`: a keyword too, or in a map of schemas a free name. */
export function keywordOf(keyword: string, name: string): string {
  return keyword === "properties" || keyword === "patternProperties" ? "" : name;
}
