/** JSON as the auth engine holds it: what `JSON.parse` gives, plus the two kinds of number that it loses. */

/**
 * A number that was written with a fraction or an exponent. `1.0` is not the integer `1`: room versions 1 to 5 hash
 * them differently and later ones refuse the first. `value` may be infinite (`1e400`), which no encoder accepts.
 */
export class JsonFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Any JSON value. Integers beyond 2^53-1 are bigints; a plain non-integral `number` counts as a float. */
export type JsonValue = null | boolean | number | bigint | string | JsonFloat | JsonArray | JsonObject;

/** A JSON array. */
export type JsonArray = readonly JsonValue[];

/** A JSON object. Read it with `own`, never with a plain index: its keys come from strangers. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** How deep arrays and objects may nest before a value is refused, so that no walk can exhaust the stack. */
export const MAX_JSON_DEPTH = 1000;

/** Whether a value is an object, as opposed to an array, a float or a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonFloat)
  );
}

/** Whether a value is an array. `Array.isArray` alone would widen the elements to `any`. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}

/** The value under a key of an object's own, or undefined: `__proto__` and `constructor` are keys like any other. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  const value = object[key];
  // JSON holds no functions, so what is one was inherited; asking whether a key is own costs more than the rest.
  return typeof value === "function" || key === "__proto__" ? ownSlowly(object, key) : value;
}

function ownSlowly(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The value under a key if `value` is an object that has it. */
export function ownIn(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? own(value, key) : undefined;
}

/** An object to fill: it has no prototype, so a `__proto__` key is stored and nothing is inherited. */
export function emptyObject(): Record<string, JsonValue> {
  return Object.create(null);
}

/** A shallow copy of an object without some of its keys. */
export function without(object: JsonObject, ...keys: readonly string[]): Record<string, JsonValue> {
  const copy = emptyObject();
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value !== undefined && !keys.includes(key)) copy[key] = value;
  }
  return copy;
}
