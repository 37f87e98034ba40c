/** Which JSON types a list of schemas leaves open: what they state, and where none states any, what their keywords imply. */
import { isAssertedFormat } from "../../emit/validators/formats.js";
import { numberFormat } from "../../emit/validators/schemas/schema.js";
import { isArray, type JsonObject } from "../../json.js";
import { typeOf } from "../../value-type.js";
import { valuesOf } from "../../values/values-of.js";
import { isIdle } from "./leaves.js";

const IMPLIED: { readonly [keyword: string]: string } = {
  properties: "object",
  required: "object",
  additionalProperties: "object",
  patternProperties: "object",
  propertyNames: "object",
  minProperties: "object",
  maxProperties: "object",
  unevaluatedProperties: "object",
  dependentRequired: "object",
  dependentSchemas: "object",
  items: "array",
  prefixItems: "array",
  minItems: "array",
  maxItems: "array",
  uniqueItems: "array",
  contains: "array",
  unevaluatedItems: "array",
  pattern: "string",
  minLength: "string",
  maxLength: "string",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "number",
};

/** Undefined where nothing is said. */
export function typesOf(
  leaves: readonly JsonObject[],
  assertFormats: boolean,
): ReadonlySet<string> | undefined {
  let types: ReadonlySet<string> | undefined;
  for (const leaf of leaves) {
    const stated = statedTypes(leaf);
    if (stated !== undefined) types = types === undefined ? stated : both(types, stated);
  }
  if (types !== undefined) return types;
  const implied = new Set(leaves.flatMap((leaf) => impliedTypes(leaf, assertFormats)));
  return implied.size === 0 ? undefined : implied;
}

/** Whether the type is said, or follows from a list of values. */
export function isStated(leaves: readonly JsonObject[]): boolean {
  return leaves.some((leaf) => leaf.type !== undefined || valuesOf(leaf) !== undefined);
}

function statedTypes(leaf: JsonObject): Set<string> | undefined {
  const type = leaf.type;
  if (typeof type === "string") return new Set([type]);
  return isArray(type) ? new Set(type.map(String)) : undefined;
}

/** Kinds that both accept; if there are none, the more specific one is meant. */
function both(general: ReadonlySet<string>, specific: ReadonlySet<string>): ReadonlySet<string> {
  // Nothing is left where one says that nothing is right.
  if (general.size === 0) return general;
  const shared = new Set<string>();
  for (const type of specific)
    if (general.has(type) || (type === "integer" && general.has("number"))) shared.add(type);
  if (specific.has("number") && general.has("integer")) shared.add("integer");
  return shared.size === 0 ? specific : shared;
}

function impliedTypes(leaf: JsonObject, assertFormats: boolean): string[] {
  const values = valuesOf(leaf);
  if (values !== undefined) return values.map(typeOf);
  if (typeof leaf.format === "string" && isAssertedFormat(leaf.format, assertFormats)) return ["string"];
  if (assertFormats && numberFormat(leaf) !== undefined) return ["number"];
  return Object.entries(leaf).flatMap(([keyword, value]) =>
    isIdle(keyword, value) ? [] : (IMPLIED[keyword] ?? []),
  );
}

/** Whether a keyword is about values of other types than these alone, so that it lets each of these through. */
export function isOfOthers(keyword: string, types: ReadonlySet<string>): boolean {
  const about = Object.hasOwn(IMPLIED, keyword) ? IMPLIED[keyword] : undefined;
  return about !== undefined && !types.has(about) && !(about === "number" && types.has("integer"));
}
