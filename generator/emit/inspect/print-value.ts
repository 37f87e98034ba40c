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
  const line = onOneLine(value, WIDTH - indent.length - taken);
  if (line !== undefined) return line;
  const inner = `${indent}  `;
  if (isList(value))
    return `[\n${value.map((each) => `${inner}${printValue(each, inner)},\n`).join("")}${indent}]`;
  if (!isObject(value) || isCode(value)) return printWhole(value);
  const lines = members(value).map(([name, each]) => {
    const start = `${key(name)}: `;
    return `${inner}${start}${printValue(each, inner, start.length)},\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

/** Undefined if it takes more than the room that there is: of a large value, only the beginning is looked at. */
function onOneLine(value: Printable, room: number): string | undefined {
  if (isList(value)) return joined("[", unnamed(value), "]", room);
  if (!isObject(value) || isCode(value)) return within(printWhole(value), room);
  const parts = members(value);
  return parts.length === 0 ? within("{}", room) : joined("{ ", parts, " }", room);
}

/** Prints no more of the parts than there is room for. */
function joined(
  open: string,
  parts: Iterable<readonly [name: string | undefined, value: Printable]>,
  close: string,
  room: number,
): string | undefined {
  let line = open;
  for (const [name, value] of parts) {
    if (line !== open) line += ", ";
    if (name !== undefined) line += `${key(name)}: `;
    const part = onOneLine(value, room - line.length - close.length);
    if (part === undefined) return undefined;
    line += part;
  }
  return within(line + close, room);
}

function within(text: string, room: number): string | undefined {
  return text.length <= room ? text : undefined;
}

/** Neither a list nor an object. */
function printWhole(value: Printable): string {
  return isCode(value) ? value.code : JSON.stringify(value);
}

function isList(value: Printable): value is readonly Printable[] {
  return isArray(value);
}

function isCode(value: Printable): value is Code {
  return value instanceof PrintedCode;
}

function* unnamed(list: readonly Printable[]): Generator<readonly [undefined, Printable]> {
  for (const each of list) yield [undefined, each];
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
