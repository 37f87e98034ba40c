/** Values nested deeper than any stack: guards and checks answer no, and neither throws. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const DEPTH = 100_000;

const schemas: readonly (readonly [string, unknown])[] = [
  ["m.list", { type: "array", items: { $ref: "#" } }],
  ["m.map", { additionalProperties: { $ref: "#" } }],
  ["m.either", { anyOf: [{ type: "array", items: { $ref: "#" } }, { type: "integer" }] }],
  ["m.not", { not: { $ref: "#/$defs/no" }, $defs: { no: { type: "array", items: { $ref: "#/$defs/no" } } } }],
  ["m.unique", { uniqueItems: true }],
  ["m.open", { type: "array", items: { $ref: "#" }, unevaluatedItems: false }],
];
const spec = writeFolder(
  schemas.map(([type, schema]) => [`event-schemas/schema/${type}.yaml`, JSON.stringify(schema)]),
);
const emitted = emit(spec);

function nest(wrap: (inner: unknown) => unknown, depth = DEPTH): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}

const list = (inner: unknown): unknown => [inner];
const map = (inner: unknown): unknown => ({ a: inner });

test.each([
  ["List", nest(list)],
  ["Map", nest(map)],
  ["Either", nest(list)],
  ["Not", nest(list)],
  ["Unique", [nest(list), nest(list)]],
  ["Open", nest(list)],
])("%s", async (name, value) => {
  const { is, check } = await emitted.validator("events", `${name}Event`);
  expect(is(value)).toBe(false);
  const result = check(value);
  expect(!result.ok && result.issues).toEqual([
    { path: [], message: "is nested too deeply", keyword: "depth" },
  ]);
});

test("what is deep and within measure is judged", async () => {
  const { is } = await emitted.validator("events", "ListEvent");
  expect(is(nest(list, 500))).toBe(true);
});
