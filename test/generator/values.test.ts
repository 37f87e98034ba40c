/** The search for values near what a schema says: how much is judged on the way, and what a verdict depends on. */
import { expect, test } from "vitest";
import type { Json } from "../../generator/json.js";
import type { LinkedSpec, Schema } from "../../generator/link/linked-spec.js";
import { Judge } from "../../generator/values/judge.js";
import { Variants } from "../../generator/values/variants.js";
import { releaseFrom } from "../diff/support.js";

class CountingJudge extends Judge {
  asked = 0;

  override lets(schema: Json, value: Json): boolean {
    this.asked += 1;
    return super.lets(schema, value);
  }
}

const linked = (deep: Json): LinkedSpec =>
  releaseFrom("one", {
    "event-schemas/schema/m.door.yaml": JSON.stringify({
      type: "object",
      properties: { content: { $ref: "#/$defs/deep" } },
      $defs: { deep },
    }),
  }).linked;
const none = linked({});

function tried(schema: Schema): { readonly asked: number; readonly values: readonly Json[] } {
  const judge = new CountingJudge(none, false);
  const values = new Variants(none, false, judge).of([schema], Number.POSITIVE_INFINITY);
  return { asked: judge.asked, values };
}

const text = { type: "string" };
const nested = (levels: number): Schema =>
  levels === 0 ? text : { type: "object", properties: { a: nested(levels - 1) } };

test("a member is looked for once, however deep it stands", () => {
  expect([1, 2, 3].map((levels) => tried(nested(levels)).asked)).toEqual([1, 2, 3]);
});

test("members of other alternatives are looked for once, not once for each alternative", () => {
  const oneOf = (count: number): Schema => ({
    oneOf: Array.from({ length: count }, (_, index) => ({
      type: "object",
      properties: { [`a${index}`]: text },
      required: [`a${index}`],
    })),
  });
  expect([1, 2, 4, 8].map((count) => tried(oneOf(count)).asked)).toEqual([1, 4, 8, 16]);
  const { values } = tried(oneOf(2));
  expect(values).toContainEqual({ a0: "a", a1: "a" });
});

test("an object with one member more than it needs is tried once", () => {
  const member = { enum: ["x"] };
  const { values } = tried({
    type: "object",
    properties: { a: member, b: member, c: member, d: member },
    required: ["a"],
  });
  expect(values.filter((value) => JSON.stringify(value) === '{"a":"x","c":"x"}')).toHaveLength(1);
});

test("where nothing is said of numbers, none are tried but those that every schema gets", () => {
  const numbers = ({ values }: { readonly values: readonly Json[] }): number =>
    values.filter((value) => typeof value === "number").length;
  expect(numbers(tried({ type: "boolean" }))).toBe(numbers(tried({})));
  expect(numbers(tried({ type: "number" }))).toBeGreaterThan(numbers(tried({})));
});

test("a verdict from where a bound was met does not count further out", () => {
  const wrapped = (schema: Json, levels: number): Json =>
    levels === 0 ? schema : { allOf: [wrapped(schema, levels - 1)] };
  const spec = linked(wrapped(text, 5));
  const [id = ""] = [...spec.schemas.keys()].filter((key) => key.endsWith("/deep"));
  const [far, near] = [wrapped({ $ref: id }, 36), { $ref: id }];
  const judge = new Judge(spec, false);
  expect(judge.lets(far, 1)).toBe(true);
  for (const allOf of [
    [far, near],
    [near, far],
  ])
    expect([judge.lets({ allOf }, 1), judge.lets({ allOf }, "a")]).toEqual([false, true]);
});
