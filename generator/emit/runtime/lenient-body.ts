/** Bodies as widely used clients send them, which are a little off the schema. */
import type { Check, Issue } from "../matrix.js";

type Holder = Record<string, unknown>;

/** Removing a null can bring up the next one, since a check reports a limited number of problems. */
const MAX_ROUNDS = 4;

/**
 * Leaves each `null` of an optional property out of a body, which is parsed for this purpose alone, where it then passes its check;
 * otherwise the body stays as it is. To copy an object for each null takes seconds where a body is full of them.
 */
export function withoutNulls(body: unknown, check: Check<unknown>): unknown {
  const removed: (readonly [Holder, string])[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = check(body);
    if (result.ok) return body;
    const before = removed.length;
    for (const { path } of result.issues) {
      const place = nullAt(body, path);
      if (place !== undefined && Reflect.deleteProperty(...place)) removed.push(place);
    }
    if (removed.length === before) break;
  }
  for (const [holder, key] of removed) holder[key] = null;
  return body;
}

/** The property that a path leads to, where it is `null`. An entry of a list is not a property: the others would move. */
function nullAt(value: unknown, path: Issue["path"]): readonly [Holder, string] | undefined {
  let at = value;
  for (const [index, key] of path.entries()) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    if (index === path.length - 1) return typeof key === "string" && at[key] === null ? [at, key] : undefined;
    at = at[key];
  }
  return undefined;
}

function isObject(value: unknown): value is Holder {
  return typeof value === "object" && value !== null;
}
