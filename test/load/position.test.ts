import fc from "fast-check";
import { expect, test } from "vitest";
import { compareReleases } from "../../generator/diff/compare/releases.js";
import type { Json } from "../../generator/json.js";
import { parsedPositionOf, positionOf } from "../../generator/load/position.js";
import { pointer } from "../../generator/pointer.js";
import { readFolder } from "../diff/support.js";
import { shared } from "../support/shared.js";

const FILE = {
  text: `# a comment
swagger: "2.0"
paths:
  "/a b ": # with a space
    get:
      description: |-
        not: a key
      parameters:
      - in: query
        name: one
      - name: two
        schema: { type: string }
  /plain:
    get: {}
  /with#mark: {} # A comment.
flow: [a, { deep: 1,
  er: 2 }]
`,
};

test.each([
  ["/swagger", 2],
  ["/paths/~1a b /get/parameters/1", 11],
  ["/paths/~1a b /get/parameters/1/schema", 12],
  ["/paths/~1plain/get", 14],
  ["/paths/~1a b /get/missing", 5],
  ["/paths/~1with#mark", 15],
  ["/flow/1/er", 17],
])("%s", (pointer, line) => {
  expect(positionOf(FILE, pointer).line).toBe(line);
});

function pointersOf(value: unknown, at: string): string[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, child]) => pointersOf(child, at + pointer(key)))];
}

test("places in JSON agree with a full parse", () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: "medium" }), (drawn) => {
      const value = [{ drawn }] as Json;
      for (const text of [JSON.stringify(value), `\n ${JSON.stringify(value, null, 3)}`]) {
        const file = { text };
        for (const place of [...pointersOf(value, ""), "/0/missing", "/0/drawn/0/x"])
          expect(positionOf(file, place), place).toEqual(parsedPositionOf(file, place));
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['{ "a": 1, "b,{": [\n"]", { "c": null }] }', "/b,{/1/c", { line: 2, column: 8 }],
  ['{ "a": 1,\n"a": { "b": 2 } }', "/a/b", { line: 2, column: 8 }],
  ['{ "\\u0061\\"": [] }', '/a"/0', { line: 1, column: 3 }],
  ['["\\\\", 1]', "/1", { line: 1, column: 8 }],
])("the place in the JSON text %s", (text, place, position) => {
  expect(positionOf({ text }, place)).toEqual(position);
});

test("a text that nests without end is given up at some place on the way", () => {
  const text = `${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`;
  const { column } = positionOf({ text }, "/a".repeat(400));
  expect(column).toBeGreaterThan(50 * 5);
  expect(column).toBeLessThan(390 * 5);
});

const versions = ["v1.1", "v1.19"].map((version) => shared(`matrix-spec/${version}/data`) ?? "");

test.skipIf(versions.includes(""))(
  "lines agree with a full parse, in every place that a comparison names",
  () => {
    const [old, next] = versions.map((version) => readFolder(version));
    if (old === undefined || next === undefined) throw new Error("two releases were asked for");
    let count = 0;
    for (const difference of compareReleases(old, next))
      for (const [release, origin] of [
        [old, difference.old],
        [next, difference.new],
      ] as const) {
        const file = origin && release.loaded.file(origin.file);
        if (file === undefined || origin === undefined) continue;
        count += 1;
        expect(positionOf(file, origin.pointer), `${origin.file}#${origin.pointer}`).toEqual(
          parsedPositionOf(file, origin.pointer),
        );
      }
    expect(count).toBeGreaterThan(1000);
  },
);
