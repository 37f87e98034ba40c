/** Patterns of filters: types with `*`, and paths to parts of events. */
import { groupBy } from "../../values/group.js";
import { isRecord } from "../../values/is-record.js";

/** The names that lead to a part of an event, the outermost first. */
export type Path = readonly string[];

/** A pattern in which `*` stands for any text: the parts between the stars, and how many letters they have. */
export interface Pattern {
  readonly parts: readonly string[];
  readonly letters: number;
}

/** Reads a pattern. */
export function patternOf(pattern: string): Pattern {
  const parts = pattern.split("*");
  return {
    parts: parts.filter((part, at) => part !== "" || at === 0 || at === parts.length - 1),
    letters: pattern.length - parts.length + 1,
  };
}

/** Whether a text fits a pattern. Takes time in proportion to the square of the text at most, however long the pattern is. */
export function fits(text: string, pattern: Pattern): boolean {
  if (pattern.letters > text.length) return false;
  const [first = "", ...parts] = pattern.parts;
  const last = parts.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Names of one path. Nothing in an event that is read is nested deeper. */
const MAX_NAMES = 100;

/** Whether an event may have what a path leads to. */
export function isShort(path: Path): boolean {
  return path.length <= MAX_NAMES;
}

/** `content.a\.b` leads to `a.b` in `content`; a backslash before it takes a dot or a backslash as it is. */
export function pathOf(field: string): Path {
  const names = [""];
  for (let at = 0; at < field.length; at++) {
    const next = field[at + 1];
    if (field[at] === ".") names.push("");
    else {
      const isEscape = field[at] === "\\" && (next === "." || next === "\\");
      if (isEscape) at++;
      names.push(`${names.pop()}${field[at]}`);
    }
  }
  return names;
}

/** The parts of an object to which paths lead. */
export function pick(
  object: Readonly<Record<string, unknown>>,
  paths: readonly Path[],
): Record<string, unknown> {
  const below = groupBy(paths, ([name = "", ...rest]) => [name, rest]);
  const picked: [string, unknown][] = [];
  for (const [name, rests] of below) {
    if (!Object.hasOwn(object, name)) continue;
    const value = object[name];
    if (rests.some((rest) => rest.length === 0)) picked.push([name, value]);
    else if (isRecord(value)) picked.push([name, pick(value, rests)]);
  }
  return Object.fromEntries(picked);
}
