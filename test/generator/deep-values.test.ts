/** Values nested deeper than any stack, or larger than there is time for: guards and checks answer no, and neither throws. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const DEPTH = 100_000;

const schemas: readonly (readonly [string, unknown])[] = [
  ["m.list", { type: "array", items: { $ref: "#" } }],
  ["m.map", { additionalProperties: { $ref: "#" } }],
  ["m.either", { anyOf: [{ type: "array", items: { $ref: "#" } }, { type: "integer" }] }],
  ["m.not", { not: { $ref: "#/$defs/no" }, $defs: { no: { type: "array", items: { $ref: "#/$defs/no" } } } }],
  ["m.unique", { uniqueItems: true }],
  ["m.pair", { properties: { a: { $ref: "#" }, b: { $ref: "#" } } }],
  ["m.numbers", { type: "array", items: { type: "integer" } }],
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

/** One value in two places of another one, and so on: few values that stand for millions. */
const both = (inner: unknown): unknown => [inner, inner];
const pair = (inner: unknown): unknown => ({ a: inner, b: inner });
/** A list without an end. */
const endless = (item: unknown): unknown =>
  new Proxy([], { get: (_, key) => (key === "length" ? Infinity : item) });

test.each([
  ["List", nest(both, 60)],
  ["Map", nest(pair, 60)],
  ["Pair", nest(pair, 60)],
  ["Unique", [nest(both, 60), nest(both, 60)]],
  ["Open", nest(both, 60)],
  ["Numbers", endless(1)],
  ["Unique", endless([])],
  ["Open", endless([])],
  ["Numbers", new Array(10_000_000)],
])("%s of more than there is time for", async (name, value) => {
  const { is, check } = await emitted.validator("events", `${name}Event`);
  expect(is(value)).toBe(false);
  const result = check(value);
  expect(!result.ok && result.issues).toEqual([{ path: [], message: "is too large", keyword: "size" }]);
});

test("what is long and within measure is judged", async () => {
  const { is } = await emitted.validator("events", "NumbersEvent");
  expect(is(new Array(1_000_000).fill(1))).toBe(true);
});

test("what is deep and within measure is judged", async () => {
  const { is } = await emitted.validator("events", "ListEvent");
  expect(is(nest(list, 500))).toBe(true);
});
