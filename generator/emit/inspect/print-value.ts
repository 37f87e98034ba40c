/** Prints data as an expression: on one line where it fits, else with a member a line. */
import { isArray, isObject, type Json } from "../../json.js";
import { key } from "../code/literal.js";

/** Characters in a line, its indentation included. */
const WIDTH = 120;

/** An expression that is printed as it is. */
export interface Code {
  readonly code: string;
}

/** Data in which some parts are code. Members that are undefined are left out. */
export type Printable = Json | Code | readonly Printable[] | PrintableMap;

interface PrintableMap {
  readonly [name: string]: Printable | undefined;
}

/** An object whose members may have any name. */
export function record(entries: readonly (readonly [string, Printable])[]): {
  readonly [name: string]: Printable;
} {
  return Object.fromEntries(entries);
}

/** `taken` is how much of the first line stands before it. */
export function printValue(value: Printable, indent = "", taken = 0): string {
  const line = onOneLine(value, WIDTH - indent.length - taken);
  if (line !== undefined) return line;
  const inner = `${indent}  `;
  if (isList(value))
    return `[\n${value.map((each) => `${inner}${printValue(each, inner)},\n`).join("")}${indent}]`;
  if (!isObject(value) || isCode(value)) return printWhole(value);
  let lines = "";
  for (const name of Object.keys(value)) {
    const each = value[name];
    if (each === undefined) continue;
    const start = `${key(name)}: `;
    lines += `${inner}${start}${printValue(each, inner, start.length)},\n`;
  }
  return `{\n${lines}${indent}}`;
}

/** Undefined if it takes more than the room that there is: of a large value, only the beginning is looked at. */
function onOneLine(value: Printable, room: number): string | undefined {
  if (isList(value)) return listOnOneLine(value, room);
  if (!isObject(value) || isCode(value)) return within(printWhole(value), room);
  let line = "";
  for (const name of Object.keys(value)) {
    const each = value[name];
    if (each === undefined) continue;
    line += line === "" ? `{ ${key(name)}: ` : `, ${key(name)}: `;
    const part = onOneLine(each, room - line.length - " }".length);
    if (part === undefined) return undefined;
    line += part;
  }
  return within(line === "" ? "{}" : `${line} }`, room);
}

function listOnOneLine(list: readonly Printable[], room: number): string | undefined {
  let line = "[";
  for (const each of list) {
    if (line !== "[") line += ", ";
    const part = onOneLine(each, room - line.length - "]".length);
    if (part === undefined) return undefined;
    line += part;
  }
  return within(`${line}]`, room);
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
