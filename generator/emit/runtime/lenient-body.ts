/** Bodies as widely used clients send them, which are a little off the schema. */
import type { Check, Issue } from "../matrix.js";

type Path = Issue["path"];

/** Removing a null can bring up the next one, since a check reports a limited number of problems. */
const MAX_ROUNDS = 8;

/** Gives a body that passes its check with each `null` of an optional property left out; otherwise the body as it is. */
export function withoutNulls(body: unknown, check: Check<unknown>): unknown {
  let current = body;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = check(current);
    if (result.ok) return current;
    const nulls = result.issues.map(({ path }) => path).filter((path) => isNullProperty(current, path));
    if (nulls.length === 0) return body;
    for (const path of nulls) current = without(current, path);
  }
  return body;
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

/** Whether a path leads to a property that is `null`. An entry of a list is not a property: the others would move. */
function isNullProperty(value: unknown, path: Path): boolean {
  if (typeof path.at(-1) !== "string") return false;
  let at = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return false;
    at = at[key];
  }
  return at === null;
}

/** A copy without what a path leads to; everything off the path is shared with the original. */
function without(value: unknown, [key, ...rest]: Path): unknown {
  if (!isObject(value) || key === undefined) return value;
  if (Array.isArray(value))
    return value.map((entry: unknown, at) => (at === key ? without(entry, rest) : entry));
  const entries = Object.entries(value).flatMap(([name, entry]): [string, unknown][] => {
    if (name !== String(key)) return [[name, entry]];
    return rest.length === 0 ? [] : [[name, without(entry, rest)]];
  });
  return Object.fromEntries(entries);
}
