/** Types of values, as schemas name them. */
import { isArray, isObject, type Json } from "./json.js";

/** Whether a value is of a type; a whole number is also of `integer`. */
export function isOfType(value: Json, type: Json | undefined): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** The type of a value; of all numbers, `number`. */
export function typeOf(value: Json): string {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  return typeof value;
}
