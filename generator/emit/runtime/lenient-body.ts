/** Bodies as widely used clients send them, which are a little off the schema. */
import type { Check, CheckResult, Issue } from "../matrix.js";

type Holder = Record<string, unknown>;

/** With this many problems and more a body is refused: to look again after each few nulls would take too long. */
const MAX_PROBLEMS = 1_000;

/**
 * Checks a body without the `null`s of optional properties. They are taken out of it in place, since it is parsed for this
 * purpose alone, and copies for each null take seconds where a body is full of them.
 */
export function checkWithoutNulls(body: unknown, check: Check<unknown>): CheckResult<unknown> {
  const result = check["~issues"]?.(body, MAX_PROBLEMS) ?? check(body);
  if (result.ok || result.issues.length >= MAX_PROBLEMS) return result;
  const removed = result.issues.filter(({ path }) => removeNull(body, path));
  const second = removed.length > 0 ? check(body) : result;
  return second.ok ? second : result;
}

/** Whether there was a null property. An entry of a list is not a property: the others would move. */
function removeNull(value: unknown, path: Issue["path"]): boolean {
  let at = value;
  for (const [index, key] of path.entries()) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return false;
    if (index === path.length - 1)
      return typeof key === "string" && at[key] === null && Reflect.deleteProperty(at, key);
    at = at[key];
  }
  return false;
}

function isObject(value: unknown): value is Holder {
  return typeof value === "object" && value !== null;
}
