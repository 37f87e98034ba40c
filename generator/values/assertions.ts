/** Assertions of JSON Schema that need no other schema: types and listed values, bounds, keys that have to be there. */
import { getEntries, isArray, type Json, type JsonObject, stableStringify } from "../json.js";
import { isOfType } from "../value-type.js";

export function hasType({ type, enum: values, const: only }: JsonObject, value: Json): boolean {
  const types = type === undefined ? undefined : isArray(type) ? type : [type];
  if (types !== undefined && !types.some((name) => isOfType(value, name))) return false;
  if (isArray(values) && !values.some((each) => isSame(each, value))) return false;
  return only === undefined || isSame(only, value);
}

function isSame(a: Json, b: Json): boolean {
  return (
    a === b || (typeof a === "object" && typeof b === "object" && stableStringify(a) === stableStringify(b))
  );
}

/** Whether all keys are there that have to be, by themselves or since another one is. */
export function hasNeeded(schema: JsonObject, value: JsonObject): boolean {
  const has = (name: Json): boolean => Object.hasOwn(value, String(name));
  const required = isArray(schema.required) ? schema.required : [];
  return (
    required.every(has) &&
    getEntries(schema, "dependentRequired").every(
      ([name, needed]) => !has(name) || !isArray(needed) || needed.every(has),
    )
  );
}

export function isInBounds(schema: JsonObject, value: number): boolean {
  return (
    within(value, schema.minimum, schema.maximum) &&
    !(typeof schema.exclusiveMinimum === "number" && value <= schema.exclusiveMinimum) &&
    !(typeof schema.exclusiveMaximum === "number" && value >= schema.exclusiveMaximum) &&
    !(typeof schema.multipleOf === "number" && !Number.isInteger(value / schema.multipleOf))
  );
}

/** Whether a number is neither below nor above; a bound that is not a number bounds nothing. */
export function within(value: number, least: Json | undefined, most: Json | undefined): boolean {
  return !(typeof least === "number" && value < least) && !(typeof most === "number" && value > most);
}
