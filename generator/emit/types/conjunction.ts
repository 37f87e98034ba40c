/** A schema as a conjunction of parts, and the one object schema that says as much, where there is one. */
import { getArray, getString, isArray, isObject, type Json, type JsonObject } from "../../json.js";
import type { Schema, SchemaId } from "../../link/linked-spec.js";
import { mergeObjects, plainObject } from "./merge.js";

/** Looks up what parts refer to, and keeps results. */
export interface ConjunctionContext {
  /** Looks up what an id stands for. */
  readonly resolve: (id: SchemaId) => Schema | undefined;
  /** Results by depth and id: without them, shared bases would double the work with every level. */
  readonly objects: Map<string, JsonObject | undefined>;
}

/** Chains of references are followed this far. */
const MAX_DEPTH = 32;

/** The conjunction that a schema is: its own keywords, what it refers to, the members of `allOf`, and its unions. */
export function conjunctsOf(schema: JsonObject, context: ConjunctionContext): JsonObject[] {
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  if ($ref === undefined && allOf === undefined && anyOf === undefined && oneOf === undefined)
    return restricts(own) ? [own] : [];
  const members = (isArray(allOf) ? allOf : []).flatMap((member) =>
    isObject(member) ? conjunctsOf(member, context) : [],
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
  return RESTRICTING.some((key) => schema[key] !== undefined);
}

const RESTRICTING = [
  "type",
  "enum",
  "const",
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
];

/** Whether a part says something about a property of another one, so that an intersection would say less than both. */
export function overlaps(
  part: JsonObject,
  parts: readonly JsonObject[],
  context: ConjunctionContext,
): boolean {
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

/** The parts as one plain object schema; undefined where they are anything else. */
export function mergeAll(parts: readonly JsonObject[], context: ConjunctionContext): JsonObject | undefined {
  if (parts.length === 1 && parts[0]?.$ref === undefined)
    return parts[0] !== undefined && plainObject(parts[0]) ? parts[0] : undefined;
  return mergeParts(parts, context, 0);
}

/** A part as one plain object schema, through its references; undefined where it is anything else. */
function objectOf(part: JsonObject, context: ConjunctionContext, depth = 0): JsonObject | undefined {
  const id = getString(part, "$ref");
  if (id === undefined) return plainObject(part) ? part : undefined;
  const key = `${depth} ${id}`;
  if (context.objects.has(key)) return context.objects.get(key);
  const target = depth > MAX_DEPTH ? undefined : context.resolve(id);
  const found = isObject(target) ? mergeParts(conjunctsOf(target, context), context, depth + 1) : undefined;
  context.objects.set(key, found);
  return found;
}

function mergeParts(
  parts: readonly JsonObject[],
  context: ConjunctionContext,
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
