/** `withoutNulls` (O38): nulls of optional properties are left out of bodies, at a cost that does not grow with what holds them. */
import { expect, it } from "vitest";
import type { Issue } from "../../generator/emit/matrix.js";
import { withoutNulls } from "../../generator/emit/runtime/lenient-body.js";
import { makeCheck } from "../runtime/support/checks.js";

const MAX_ISSUES = 10;

/** Nulls everywhere are wrong, and so is a body without `id`. It tells of some at a time. */
const check = makeCheck((body) => {
  const issues: Issue[] = [];
  const look = (value: unknown, path: Issue["path"]): void => {
    if (issues.length >= MAX_ISSUES) return;
    if (value === null) issues.push({ path, message: "must be of type string", keyword: "type" });
    if (typeof value !== "object" || value === null) return;
    const isList = Array.isArray(value);
    for (const key in value) look(Reflect.get(value, key), [...path, isList ? Number(key) : key]);
  };
  look(body, []);
  const isThere = typeof body === "object" && body !== null && Reflect.has(body, "id");
  return isThere ? issues : [{ path: [], message: "must have the property id", keyword: "required" }];
});

it.each<[string, unknown, unknown]>([
  ["nothing to leave out", { id: 1 }, { id: 1 }],
  ["nulls of all depths", { id: 1, a: null, b: { c: null, d: [{ e: null }] } }, { id: 1, b: { d: [{}] } }],
  ["more than one look finds", { id: 1, ...nulls(25) }, { id: 1 }],
  ["more than are looked for", { id: 1, ...nulls(500) }, { id: 1, ...nulls(500) }],
  ["one that is required", { id: null, a: null }, { id: null, a: null }],
  ["an entry of a list", { id: 1, a: null, list: [null] }, { id: 1, a: null, list: [null] }],
  ["a null", null, null],
])("%s", (_, body, expected) => {
  expect(withoutNulls(body, check)).toEqual(expected);
});

function nulls(count: number): Record<string, null> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, null]));
}

it("O1: an object that is full of nulls is not copied for each of them", () => {
  let listed = 0;
  const body = new Proxy(
    { id: 1, ...nulls(1_000) },
    {
      ownKeys: (target) => {
        listed++;
        return Reflect.ownKeys(target);
      },
    },
  );
  withoutNulls(body, check);
  // Once for each look of the check.
  expect(listed).toBeLessThan(10);
});
