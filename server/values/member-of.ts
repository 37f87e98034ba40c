/** Members of values of which nothing is known, as what handlers of any operation are given. */

/** A member of an object; undefined of anything else. */
export function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** A text within what a handler is given. */
export function textAt(call: unknown, part: string, key: string): string | undefined {
  const value = memberOf(memberOf(call, part), key);
  return typeof value === "string" ? value : undefined;
}
