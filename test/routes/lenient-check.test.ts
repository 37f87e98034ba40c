/** `checkWithout` (O38): nulls of optional properties are left out of bodies, and empty texts of queries, at a cost that does not grow with what holds them. */
import { expect, it } from "vitest";
import type { CheckResult, Issue } from "../../generator/emit/matrix.js";
import { checkWithout } from "../../generator/emit/runtime/lenient-check.js";

let looks = 0;

/** Nulls everywhere are wrong, and so is a body without `id`. It tells of some at a time. */
const find = (body: unknown, limit: number): CheckResult<unknown> => {
  looks++;
  const issues: Issue[] = [];
  const look = (value: unknown, path: Issue["path"]): void => {
    if (issues.length >= limit) return;
    if (value === null) issues.push({ path, message: "must be of type string", keyword: "type" });
    if (typeof value !== "object" || value === null) return;
    const isList = Array.isArray(value);
    for (const key in value) look(Reflect.get(value, key), [...path, isList ? Number(key) : key]);
  };
  look(body, []);
  const isThere = typeof body === "object" && body !== null && Reflect.has(body, "id");
  if (!isThere)
    issues.splice(0, issues.length, { path: [], message: "must have the property id", keyword: "required" });
  return issues.length === 0 ? { ok: true, value: body } : { ok: false, issues };
};
const run = (body: unknown): CheckResult<unknown> => find(body, 10);
const check = Object.assign(run, {
  "~issues": find,
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) } as const,
});

it.each<[string, unknown, unknown]>([
  ["nothing to leave out", { id: 1 }, { id: 1 }],
  ["nulls of all depths", { id: 1, a: null, b: { c: null, d: [{ e: null }] } }, { id: 1, b: { d: [{}] } }],
  ["more than a check tells of", { id: 1, ...nulls(500) }, { id: 1 }],
])("%s", (_, body, expected) => {
  expect(checkWithout(null, body, check)).toEqual({ ok: true, value: expected });
});

it.each<[string, unknown]>([
  ["more than are left out", { id: 1, ...nulls(5_000) }],
  ["one that is required", { id: null, a: null }],
  ["an entry of a list", { id: 1, a: null, list: [null] }],
  ["a null", null],
])("refused: %s", (_, body) => {
  expect(checkWithout(null, body, check).ok).toBe(false);
});

function nulls(count: number): Record<string, null> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, null]));
}

it("O1: a body that is full of nulls is looked at once, and is not copied for each of them", () => {
  let listed = 0;
  const body = new Proxy(
    { id: 1, ...nulls(5_000) },
    {
      ownKeys: (target) => {
        listed++;
        return Reflect.ownKeys(target);
      },
    },
  );
  looks = 0;
  checkWithout(null, body, check);
  expect([looks, listed]).toEqual([1, 1]);
});
