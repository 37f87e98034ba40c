/** Bodies and queries as widely used clients send them, which are a little off the schema. */
import type { Check, CheckResult, Issue } from "../matrix.js";

type Holder = Record<string, unknown>;

/** With this many problems and more a value is refused: to look again after each few of them would take too long. */
const MAX_PROBLEMS = 1_000;

/**
 * Checks a value without those optional properties that are wrong and mean nothing: `null` in bodies, an empty text in queries.
 * They are taken out of it in place, since it is parsed for this purpose alone, and copies for each null take seconds where a
 * body is full of them.
 */
export function checkWithout(
  nothing: null | "",
  value: unknown,
  check: Check<unknown>,
): CheckResult<unknown> {
  const result = check["~issues"]?.(value, MAX_PROBLEMS) ?? check(value);
  if (result.ok || result.issues.length >= MAX_PROBLEMS) return result;
  const removed = result.issues.filter(({ path }) => remove(nothing, value, path));
  const second = removed.length > 0 ? check(value) : result;
  return second.ok ? second : result;
}

/** Whether there was such a property. An entry of a list is not a property: the others would move. */
function remove(nothing: null | "", value: unknown, path: Issue["path"]): boolean {
  let at = value;
  for (const [index, key] of path.entries()) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return false;
    if (index === path.length - 1)
      return typeof key === "string" && at[key] === nothing && Reflect.deleteProperty(at, key);
    at = at[key];
  }
  return false;
}

function isObject(value: unknown): value is Holder {
  return typeof value === "object" && value !== null;
}
