/** How the schema of a parameter decides what becomes of its text. */
import { expect, test } from "vitest";
import { printParameters } from "../../generator/emit/code/parameters.js";
import type { LinkedSpec, Schema } from "../../generator/link/linked-spec.js";
import type { OperationDef, ParameterDef } from "../../generator/model/model.js";

const origin = { file: "a.yaml", pointer: "" };
const linked: LinkedSpec = {
  apis: [],
  events: [],
  schemas: new Map([
    ["a.yaml#/count", { id: "a.yaml#/count", module: "a", schema: { type: "integer" }, origin }],
    [
      "a.yaml#/loop",
      { id: "a.yaml#/loop", module: "a", schema: { allOf: [{ $ref: "a.yaml#/loop" }] }, origin },
    ],
  ]),
  originOf: () => undefined,
};
const operation: OperationDef = {
  api: "a",
  operationId: "a",
  method: "GET",
  path: "/a/{stateKey}",
  tags: [],
  rateLimited: false,
  security: { optional: false, alternatives: [], requirements: [], written: [], named: false },
  parameters: [],
  responses: [],
  deprecated: false,
  origin,
};
const parameter = (more: Partial<ParameterDef>): ParameterDef => ({
  in: "query",
  name: "a",
  required: false,
  style: more.in === "path" || more.in === "header" ? "simple" : "form",
  explode: true,
  allowReserved: false,
  schema: {},
  deprecated: false,
  origin,
  ...more,
});

// biome-ignore lint/suspicious/noThenProperty: it is the keyword of JSON Schema.
const IF_WHOLE = { if: { type: "integer" }, then: { minimum: 1 }, else: { const: "all" } } as const;

const print = (more: Partial<ParameterDef>): string =>
  printParameters({ ...operation, parameters: [parameter(more)] }, linked, false).join();

test.each<[Schema, string]>([
  [{ type: "string" }, 'type: "string"'],
  [{ type: "integer" }, 'type: "integer"'],
  [{ type: "number" }, 'type: "number"'],
  [{ type: "boolean" }, 'type: "boolean"'],
  [{ type: ["integer", "null"] }, 'type: "integer"'],
  [{ type: ["integer", "number"] }, 'type: "number"'],
  [{ type: ["string", "integer"] }, 'type: "string"'],
  [{ type: ["integer", "boolean"] }, 'type: "integer|boolean"'],
  [{ enum: [1, null] }, 'type: "integer"'],
  [{ enum: ["auto", 1.5, true] }, 'type: "number|boolean|string"'],
  [{ anyOf: [{ $ref: "a.yaml#/count" }, { const: "all" }] }, 'type: "integer|string"'],
  [{ oneOf: [{ type: "string", enum: ["all"] }, { type: "boolean" }] }, 'type: "boolean|string"'],
  [{ anyOf: [{ type: "integer" }, { type: "string" }, { const: "all" }] }, 'type: "string"'],
  [{ type: ["string", "integer"], allOf: [{ enum: ["all", 1] }] }, 'type: "integer|string"'],
  [{ anyOf: [{ type: "integer" }, { type: "string", pattern: "^all$" }] }, 'type: "integer|string"'],
  [{ anyOf: [{ type: "integer" }, { type: "string", pattern: "^\\d+$" }] }, 'type: "integer|string"'],
  [
    {
      anyOf: [
        { type: "integer", minimum: 0 },
        { type: "string", pattern: "^\\d+$" },
      ],
    },
    'type: "string"',
  ],
  [{ anyOf: [{ type: "integer" }, { type: "string", minLength: 1 }] }, 'type: "string"'],
  [{ anyOf: [{ type: "integer" }, { type: "string", minLength: 5 }] }, 'type: "integer|string"'],
  [{ anyOf: [{ type: "number" }, { type: "string", format: "date" }] }, 'type: "number|string"'],
  [{ oneOf: [{ type: "boolean" }, { type: "string", pattern: "^\\d" }] }, 'type: "boolean|string"'],
  [{ type: ["integer", "string"], not: { const: "5" } }, 'type: "integer|string"'],
  [{ enum: [1, "1"] }, 'type: "string"'],
  [{ not: { type: "string" } }, 'type: "number|boolean"'],
  [{ not: { type: "number" } }, 'type: "string"'],
  [{ not: { type: ["null", "array", "object", "string", "boolean"] } }, 'type: "number"'],
  [IF_WHOLE, 'type: "integer|string"'],
  [{ type: "array", items: IF_WHOLE }, 'type: "integer|string", list: true'],
  [{ type: "array", contains: { type: "integer" } }, 'type: "number|boolean|string", list: true'],
  [{ type: "array", contains: { const: "a" } }, 'type: "string", list: true'],
  [{ type: "array", unevaluatedItems: { type: "integer" } }, 'type: "integer", list: true'],
  [{ type: "object" }, 'type: "object"'],
  [{ type: "array", items: { type: "string" } }, 'type: "string", list: true'],
  [{ type: "array", items: { $ref: "a.yaml#/count" } }, 'type: "integer", list: true'],
  [{ type: "array" }, 'type: "string", list: true'],
  [{ $ref: "a.yaml#/count" }, 'type: "integer"'],
  [{ $ref: "a.yaml#/loop" }, 'type: "string"'],
  [{ $ref: "a.yaml#/nothing" }, 'type: "string"'],
  [{ oneOf: [{ type: "string" }, { $ref: "a.yaml#/count" }] }, 'type: "string"'],
  [{ allOf: [{ type: "boolean" }] }, 'type: "boolean"'],
  [{ enum: ["a"] }, 'type: "string"'],
  [true, 'type: "string"'],
])("%j is read as %s", (schema, expected) => {
  expect(print({ schema })).toBe(`{ in: "query", name: "a", ${expected} }`);
});

test("marks what is required, what may be empty, and headers in lower case", () => {
  expect(print({ required: true })).toContain("required: true");
  expect(print({ in: "path", name: "stateKey" })).toContain("mayBeEmpty: true");
  expect(print({ in: "query", name: "stateKey" })).not.toContain("mayBeEmpty");
  expect(print({ in: "path", name: "deviceId" })).not.toContain("mayBeEmpty");
  expect(print({ in: "header", name: "Content-Type" })).toContain('name: "content-type"');
});
