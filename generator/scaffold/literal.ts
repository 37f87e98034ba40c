/** Prints a JSON value as a person would write it in TypeScript: on one line where it fits. */
import { key } from "../emit/code/literal.js";
import { isArray, isObject, type Json } from "../json.js";

const WIDTH = 80;

export function literal(value: Json, indent: string): string {
  const short = onOneLine(value);
  if (short.length + indent.length <= WIDTH || typeof value !== "object" || value === null) return short;
  const inner = `${indent}  `;
  if (isArray(value))
    return `[\n${value.map((item) => `${inner}${literal(item, inner)},\n`).join("")}${indent}]`;
  const members = Object.entries(value).map(
    ([name, item]) => `${inner}${key(name)}: ${literal(item, inner)},\n`,
  );
  return `{\n${members.join("")}${indent}}`;
}

function onOneLine(value: Json): string {
  if (isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${key(name)}: ${onOneLine(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
