/** O56: names that a body made up may be as long as the body, and each problem below one names it. */
import { afterEach, expect, test, vi } from "vitest";
import { describeIssues } from "../../generator/emit/runtime/issues.js";
import { emitOnlyValidators, writeFolder } from "./support/emit.js";

const map = {
  type: "object",
  additionalProperties: { type: "object", additionalProperties: { type: "string" } },
};
const spec = writeFolder([["event-schemas/schema/m.map.yaml", JSON.stringify(map)]]);
const emitted = emitOnlyValidators(spec);
const { check } = await emitted.validator("events", "MapEvent");
const name = `~k0~1/${"~".repeat(5_000)}`;
const value = { "~k0": { "a~1/": 1 }, [name]: Object.fromEntries([0, 1, 2].map((at) => [`k${at}`, at])) };

afterEach(() => {
  vi.restoreAllMocks();
});

test("paths are right", () => {
  const result = check(value);
  expect(result.ok ? [] : result.issues.map(({ path }) => path)).toEqual([
    ["~k0", "a~1/"],
    [name, "k0"],
    [name, "k1"],
    [name, "k2"],
  ]);
});

test("a long name is not escaped for each problem below it", () => {
  const replace = vi.spyOn(String.prototype, "replace");
  check(value);
  const texts = replace.mock.contexts.map(String);
  expect(texts).toContain("a~1/");
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(100);
});

test("a description of them is short", () => {
  const result = check(value);
  const text = result.ok ? "" : describeIssues(result.issues);
  expect(text).toContain("must be of type string");
  expect(text.length).toBeLessThan(2_000);
});
