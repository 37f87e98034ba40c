/** Hand-written checks, in the form that generated ones have. */
import type { Check, Issue } from "../../../generator/emit/matrix.js";

export function makeCheck<T>(problems: (value: unknown) => readonly Issue[]): Check<T | unknown> {
  const run = (value: unknown): ReturnType<Check<unknown>> => {
    const issues = problems(value);
    return issues.length === 0 ? { ok: true, value } : { ok: false, issues };
  };
  const validate: Check<unknown>["~standard"]["validate"] = (value) => {
    const result = run(value);
    return result.ok ? { value } : { issues: result.issues };
  };
  return Object.assign(run, { "~standard": { version: 1, vendor: "test", validate } as const });
}

/** An object whose named members have the type, where they are there; a name that ends in `!` must be there. */
export function members(types: Readonly<Record<string, "string" | "number" | "object">>): Check<unknown> {
  return makeCheck((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return [{ path: [], message: "must be of type object", keyword: "type" }];
    return Object.entries(types).flatMap(([name, type]): Issue[] => {
      const key = name.replace("!", "");
      const found: unknown = Reflect.get(value, key);
      if (found === undefined)
        return name === key ? [] : [{ path: [key], message: "must be there", keyword: "required" }];
      return typeof found === type
        ? []
        : [{ path: [key], message: `must be of type ${type}`, keyword: "type" }];
    });
  });
}
