/** Patterns of filters: types with `*`, and paths to parts of events. */

/** The names that lead to a part of an event, the outermost first. */
export type Path = readonly string[];

/** Whether a text fits a pattern, in which `*` stands for any text. Takes time in proportion to both lengths. */
export function fits(text: string, pattern: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
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
  const below = new Map<string, Path[]>();
  for (const [name = "", ...rest] of paths) {
    const rests = below.get(name);
    if (rests === undefined) below.set(name, [rest]);
    else rests.push(rest);
  }
  const picked: [string, unknown][] = [];
  for (const [name, rests] of below) {
    if (!Object.hasOwn(object, name)) continue;
    const value = object[name];
    if (rests.some((rest) => rest.length === 0)) picked.push([name, value]);
    else if (isObject(value)) picked.push([name, pick(value, rests)]);
  }
  return Object.fromEntries(picked);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
