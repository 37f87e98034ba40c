/** Prints data as TypeScript. Whatever the specification holds only ever becomes a quoted string. */

/** The key of an object literal; written out, `__proto__` would set the prototype. */
export function key(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^(?:[a-zA-Z_$][\w$]*|[1-9]\d*)$/.test(name) ? name : JSON.stringify(name);
}

/** `{ a: 1, b: 2 }` of members that are printed already. */
export function object(members: Iterable<readonly [string, string]>): string {
  const printed = [...members].map(([name, value]) => `${key(name)}: ${value}`);
  return printed.length === 0 ? "{}" : `{ ${printed.join(", ")} }`;
}

/** The same, with each member on a line of its own where one line would be long. */
export function wideObject(
  members: readonly (readonly [string, string])[],
  indent: string,
  width: number = WIDTH,
): string {
  const line = object(members);
  if (indent.length + line.length <= width) return line;
  const lines = members.map(([name, value]) => `${indent}  ${key(name)}: ${value},\n`);
  return `{\n${lines.join("")}${indent}}`;
}

/** Characters of a literal on one line. */
const WIDTH = 90;

export function strings(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}
