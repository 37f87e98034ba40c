/** Prints data as an expression: on one line where it fits, else with a member a line. */
import { isArray, isObject, type Json } from "../../json.js";
import { key } from "../code/literal.js";

/** Characters in a line, its indentation included. */
const WIDTH = 120;

/** An expression that is printed as it is. */
export interface Code {
  readonly code: string;
}

export type Printable =
  | Json
  | Code
  | readonly Printable[]
  | { readonly [name: string]: Printable | undefined };

/** `taken` is how much of the first line stands before it. */
export function printValue(value: Printable, indent = "", taken = 0): string {
  const line = onOneLine(value);
  if (indent.length + taken + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  if (isList(value))
    return `[\n${value.map((each) => `${inner}${printValue(each, inner)},\n`).join("")}${indent}]`;
  if (!isObject(value) || isCode(value)) return line;
  const lines = members(value).map(([name, each]) => {
    const start = `${key(name)}: `;
    return `${inner}${start}${printValue(each, inner, start.length)},\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

function onOneLine(value: Printable): string {
  if (isList(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (isCode(value)) return value.code;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = members(value).map(([name, each]) => `${key(name)}: ${onOneLine(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function isList(value: Printable): value is readonly Printable[] {
  return isArray(value);
}

function isCode(value: Printable): value is Code {
  return value instanceof PrintedCode;
}

function members(value: object): [string, Printable][] {
  return Object.entries(value).filter(([, each]) => each !== undefined);
}

class PrintedCode implements Code {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

/** An expression for `printValue`; data with a member `code` is not taken for one. */
export function code(expression: string): Code {
  return new PrintedCode(expression);
}
