/** Simplifies a schema that says by itself what a value is: its type, its keys and its items. */
import {
  fromEntries,
  getArray,
  getString,
  isArray,
  isObject,
  type Json,
  type JsonObject,
} from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";

type Child = (value: Json) => Schema;

/** The keywords of which a type says something; `child` simplifies what they hold. */
export function simplifyObject(schema: JsonObject, child: Child): JsonObject {
  const { type, format, pattern, items, prefixItems, additionalProperties, patternProperties } = schema;
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
