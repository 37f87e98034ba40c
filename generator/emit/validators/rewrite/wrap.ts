/** Breaks lines of code that are too long: where conditions are joined, between arguments, and between values of a list. */
import type { StringTable } from "./strings.js";

/** Characters in a line, its indentation included. */
export const WIDTH = 120;

/** The line in as many as it takes. `code` holds placeholders instead of strings and names. */
export function wrap(code: string, depth: number, strings: StringTable): string {
  const indent = "  ".repeat(depth);
  if (2 * depth + widthOf(code, strings) <= WIDTH) return indent + code;
  const group = longestGroup(code);
  if (group === undefined) return indent + listed(code, depth, strings);
  const [open, close] = group;
  const inside = code.slice(open + 1, close);
  const parts = [JOINTS, COMMAS].map((joints) => split(inside, joints)).find(({ length }) => length > 1);
  return [
    indent + code.slice(0, open + 1),
    ...(parts ?? [inside]).map((part) => wrap(part, depth + 1, strings)),
    indent + code.slice(close),
  ].join("\n");
}

function widthOf(code: string, strings: StringTable): number {
  return [...code.matchAll(/"(\d+)"/g)].reduce(
    (width, [whole, id = ""]) => width + strings.widthOf(id) - whole.length,
    code.length,
  );
}

/** Of the parentheses that are not inside others, those that hold most. */
function longestGroup(code: string): readonly [open: number, close: number] | undefined {
  let longest: readonly [number, number] | undefined;
  let depth = 0;
  let open = 0;
  for (let at = 0; at < code.length; at++) {
    if (code[at] === "(" && depth++ === 0) open = at;
    if (code[at] === ")" && --depth === 0 && at - open > 1 + (longest ? longest[1] - longest[0] : 0))
      longest = [open, at];
  }
  return longest;
}

const JOINTS = [" || ", " && "];
const COMMAS = [", "];

/** Parts outside parentheses, each with the joint that follows it. */
function split(code: string, joints: readonly string[]): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < code.length; at++) {
    if (code[at] === "(" || code[at] === "[") depth++;
    if (code[at] === ")" || code[at] === "]") depth--;
    const joint = depth === 0 ? joints.find((each) => code.startsWith(each, at)) : undefined;
    if (joint === undefined) continue;
    at += joint.length;
    parts.push(code.slice(start, at).trim());
    start = at;
  }
  return [...parts, code.slice(start).trim()];
}

/** A list of values with each on a line of its own. */
function listed(code: string, depth: number, strings: StringTable): string {
  return code.replace(/"\d+"/g, (placeholder) => {
    const source = strings.sourceOf(placeholder);
    if (!source.startsWith("[") || source.includes("__proto__")) return placeholder;
    const values: unknown = JSON.parse(source);
    const indent = "  ".repeat(depth);
    const items = Array.isArray(values)
      ? values.map((value) => `${indent}  ${JSON.stringify(value)},\n`)
      : [];
    return items.length < 2 ? placeholder : strings.placeholder(`[\n${items.join("")}${indent}]`);
  });
}
