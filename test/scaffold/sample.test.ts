/** Values that a scaffolded test sends. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { Json } from "../../generator/json.js";
import { Variants } from "../../generator/values/variants.js";
import { writeFolder } from "../generator/support/emit.js";
import { subjectsOf } from "./support/project.js";

function sampleOf(schema: object): Json | undefined {
  const content = { "application/json": { schema } };
  const post = {
    operationId: "post",
    requestBody: { content },
    responses: { 200: { description: "Done." } },
  };
  const document = {
    openapi: "3.1.0",
    info: { title: "Samples", version: "1" },
    paths: { "/samples": { post } },
  };
  const [api] = subjectsOf(writeFolder([["samples.json", JSON.stringify(document)]]));
  return api?.subjects[0]?.sample.body;
}

test.each([
  [{ prefixItems: [{ const: "a" }, { const: "b" }] }, ["a", "b"]],
  [{ minItems: 2, items: { type: "boolean" } }, [true, false]],
  [{ minItems: 3, items: { type: "integer" } }, [0, 1, 2]],
  [{ minItems: 2, items: { enum: ["a", "b"] } }, ["a", "b"]],
  [{ minItems: 2, items: { type: "object", properties: { a: { type: "string" } } } }, [{}, { a: "a" }]],
  // Not so many different ones can be found.
  [{ minItems: 2, items: { const: 1 } }, [1, 1]],
])("items that must differ do: %j", (schema, expected) => {
  expect(sampleOf({ type: "array", uniqueItems: true, ...schema })).toEqual(expected);
});

test("different items are looked for once a list", () => {
  const of = vi.spyOn(Variants.prototype, "of");
  onTestFinished(() => of.mockRestore());
  const values = Array.from({ length: 20 }, (_, a) => ({ a }));
  const schema = { type: "array", uniqueItems: true, minItems: 20, items: { enum: values } };
  expect(sampleOf(schema)).toEqual(values);
  expect(of).toHaveBeenCalledTimes(1);
});

test.each([
  { type: "array", minItems: 4_294_967_296 },
  { type: "array", minContains: 4_294_967_296, contains: {} },
  {
    type: "array",
    minItems: 10_000,
    items: { type: "array", minItems: 10_000, items: { type: "array", minItems: 10_000 } },
  },
  { type: "array", minContains: 10_000, contains: {}, minItems: 20_000 },
  {
    type: "object",
    required: ["a", "b"],
    properties: { a: { type: "array", minItems: 10_000 }, b: { type: "array", minItems: 10_000 } },
  },
  { type: "string", minLength: 4_294_967_296 },
])("a value of any size that a schema asks for stays small: %j", (schema) => {
  expect(JSON.stringify(sampleOf(schema)).length).toBeLessThan(100_000);
});
