/** JSON values as JavaScript literals: safe to print into code, whatever they hold. */

export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    // In an object literal a plain `__proto__` key would set the prototype.
    const entries = Object.entries(value).map(
      ([key, item]) => `${key === "__proto__" ? '["__proto__"]' : JSON.stringify(key)}:${literal(item)}`,
    );
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value) ?? "undefined";
}
