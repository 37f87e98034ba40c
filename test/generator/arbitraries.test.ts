/** Arbitraries of schemas that say what no part of a value can be made by alone: none of their samples is wrong, unsifted. */
import { expect, test } from "vitest";
import { expectGoodSamples, sampled } from "./support/bundles.js";
import { emit, writeFolder } from "./support/emit.js";

const text = { type: "string" };
const two = { type: "object", properties: { a: text, b: text } };
const needs = (name: string): object => ({ required: [name] });
const SCHEMAS: { readonly [name: string]: object } = {
  AtMostOne: { ...two, maxProperties: 1 },
  AtLeastOne: { ...two, minProperties: 1, additionalProperties: false },
  NoneOrOne: { ...two, anyOf: [needs("a"), needs("b"), { maxProperties: 0 }] },
  NotBoth: { ...two, not: { required: ["a", "b"] } },
  OneOfTwo: { ...two, oneOf: [needs("a"), needs("b")] },
  Alike: { type: "array", items: { oneOf: [{ type: "string", enum: ["a"] }, text] } },
  Lists: {
    oneOf: [
      { type: "array", items: text },
      { type: "array", items: { type: "integer" } },
    ],
  },
  Between: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
  Above: { type: "integer", exclusiveMinimum: 2.5, maximum: 4 },
  Halves: { type: "number", multipleOf: 0.5, minimum: 1, maximum: 3 },
  First: { type: "array", prefixItems: [text, { type: "integer" }], maxItems: 1, minItems: 1 },
  Once: {
    type: "array",
    items: { type: ["integer", "string"] },
    contains: { type: "integer" },
    maxContains: 1,
  },
  Kinds: {
    type: "object",
    properties: { kind: { type: "boolean" }, of: { type: "integer" } },
    required: ["kind"],
    if: { properties: { kind: { const: true } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: needs("of"),
    else: { properties: { of: false } },
  },
  Dependent: { ...two, dependentSchemas: { a: needs("b") } },
  Short: {
    type: "object",
    properties: { "x-a": text },
    patternProperties: { "^x-": { type: "string", maxLength: 2 } },
  },
  Other: { type: "string", not: { enum: ["a", ""] } },
  Long: { type: "string", pattern: "^[a-z]+-[a-z]*$", minLength: 120, maxLength: 200 },
  Counted: { type: "string", pattern: "^([0-9]{2,300})$", minLength: 200 },
  Ahead: { type: "string", pattern: "^(?!aws:)(?=[a-z(:]{2})[a-z:]+(?<![)(])$" },
  Words: { type: "string", pattern: "^$|\\b[0-9a-f]{8}\\b" },
};

test("samples that nothing has sifted", async () => {
  const refs = Object.keys(SCHEMAS).map((name) => [name, { $ref: `#/components/schemas/${name}` }] as const);
  const schema = { type: "object", properties: Object.fromEntries(refs) };
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          operationId: "send",
          requestBody: { content: { "application/json": { schema } } },
          responses: { 200: { description: "d" } },
        },
      },
    },
    components: { schemas: SCHEMAS },
  };
  const spec = writeFolder([["api/shop/a.json", JSON.stringify(document)]]);
  const emitted = emit(spec, { emit: ["arbitraries", "validators"] });
  expect(await expectGoodSamples(emitted, 100)).toBeGreaterThan(2_000);
});

test("parameters of paths are texts that an address can have", async () => {
  const text = { type: "string" };
  const parameters = ["name", "stateKey"].map((name) => ({
    in: "path",
    name,
    required: true,
    schema: { ...text, maxLength: 1 },
  }));
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a/{name}/{stateKey}": {
        get: { operationId: "ask", parameters, responses: { 200: { description: "d" } } },
      },
    },
  };
  const spec = writeFolder([["api/shop/a.json", JSON.stringify(document)]]);
  const all = await sampled(emit(spec, { emit: ["arbitraries", "validators"] }), 300);
  const samples = all.flatMap((each) => each.samples.map((sample) => Object(sample)));
  expect(samples).toHaveLength(300);
  expect(samples.filter(({ name }) => name === "" || name === ".")).toEqual([]);
  expect(samples.some(({ stateKey }) => stateKey === "")).toBe(true);
});
