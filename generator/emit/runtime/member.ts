/** A member of a value from elsewhere, which may be anything. */

/** Undefined where the value is not an object, or has no such member of its own. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
