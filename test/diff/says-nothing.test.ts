/** Parts of conditions that let every value through make no change when they come or go. */
import { expect, test } from "vitest";
import { told } from "./support.js";

const bodies = (old: string, next: string): readonly string[] => [
  ...told(`at: request\nold: ${old}\nnew: ${next}\n`),
  ...told(`at: request\nold: ${next}\nnew: ${old}\n`),
];

test.each([
  [
    "if: { required: [a] }, then: { required: [b] }",
    "if: { required: [a], properties: { b: {} } }, then: { required: [b] }",
  ],
  [
    "if: { required: [a] }, then: { required: [b] }",
    "if: { allOf: [{}], required: [a] }, then: { required: [b] }, else: {}",
  ],
  ["type: object", "type: object, if: { required: [a] }"],
  ["type: object", "type: object, if: { minLength: 3 }, then: { maxLength: 5 }"],
  ["type: string", "type: string, dependentRequired: { a: [b] }, contains: { type: string }"],
  ["type: integer, not: { minimum: 3 }", "type: integer, not: { minimum: 3, required: [a] }"],
  ["type: object", "type: object, if: { required: [a] }, then: { properties: { a: {} }, required: [] }"],
  ["not: { required: [a] }", "not: { required: [a], properties: { a: true }, minProperties: 0 }"],
  ["type: object", "type: object, dependentRequired: { a: [] }, dependentSchemas: { a: {} }"],
  ["type: array, contains: { type: string }", "type: array, contains: { type: string, minLength: 0 }"],
  ["type: array", "type: array, unevaluatedItems: {}"],
  [
    "not: { unevaluatedProperties: false }",
    "not: { allOf: [{ required: [] }], unevaluatedProperties: false, minProperties: 0 }",
  ],
  // Asked of a part, of which keys and places of the whole are none.
  [
    "not: { properties: { a: { unevaluatedProperties: false } }, additionalProperties: {} }",
    "not: { properties: { a: { unevaluatedProperties: false } } }",
  ],
  // Said otherwise, and meant the same.
  ["type: integer, enum: [1, 2]", "enum: [2, 1]"],
  ["const: 3", "type: integer, const: 3"],
  ["type: boolean", "enum: [true, false]"],
  ["type: integer", "type: number, multipleOf: 1"],
  ["type: string", "type: string, minLength: 0"],
  ["type: array", "type: array, minItems: 0, uniqueItems: false"],
  ["type: array", "type: array, contains: { type: string }, minContains: 0"],
  ["type: object", "type: object, minProperties: 0, required: []"],
  ["type: object, dependentRequired: { a: [b] }", "type: object, dependentSchemas: { a: { required: [b] } }"],
  [
    "type: object, additionalProperties: { type: string }",
    'type: object, patternProperties: { ".*": { type: string } }',
  ],
  ["type: object, propertyNames: { const: a }", "type: object, propertyNames: { allOf: [{ enum: [a] }] }"],
  ["not: { const: a }", "not: { anyOf: [{ enum: [a] }] }"],
  ["not: { type: [string, integer] }", "not: { anyOf: [{ type: integer }, { type: string }] }"],
  [
    "if: { required: [a, b] }, then: { minProperties: 3 }",
    "if: { allOf: [{ required: [b, a] }] }, then: { allOf: [{ minProperties: 3 }] }",
  ],
])("{ %s } against { %s } is no change", (old, next) => {
  expect(bodies(`{ ${old} }`, `{ ${next} }`)).toEqual([]);
});

test.each([
  [
    "if: { properties: { a: {} }, additionalProperties: false }, then: false",
    "if: { additionalProperties: false }, then: false",
  ],
  // A key or a place that is described counts as such for `unevaluated…` further out, whatever it may hold.
  [
    "not: { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false }",
    "not: { unevaluatedProperties: false }",
  ],
  [
    "not: { anyOf: [{ additionalProperties: {} }], unevaluatedProperties: false }",
    "not: { anyOf: [{}], unevaluatedProperties: false }",
  ],
  ["not: { allOf: [{ items: {} }], unevaluatedItems: false }", "not: { unevaluatedItems: false }"],
  [
    "not: { if: { properties: { a: {} } }, unevaluatedProperties: false }",
    "not: { unevaluatedProperties: false }",
  ],
  [
    "type: object, if: { properties: { a: {} } }, unevaluatedProperties: false",
    "type: object, unevaluatedProperties: false",
  ],
  [
    "unevaluatedProperties: false, dependentSchemas: { a: { properties: { b: {} } } }",
    "unevaluatedProperties: false",
  ],
  ["if: {}, then: { required: [a] }", "if: false, then: { required: [a] }"],
  ["not: {}", "not: { type: string }"],
  ["type: integer", "type: integer, not: { required: [a] }"],
  ["type: integer", "type: integer, if: { required: [a] }, then: { minimum: 3 }"],
  ["type: [object, string]", "type: [object, string], if: { minLength: 3 }, then: { maxLength: 5 }"],
])("{ %s } against { %s } is one, on the wire as well", (old, next) => {
  const breaking = bodies(`{ ${old} }`, `{ ${next} }`).filter((change) => change.includes(" breaking "));
  expect(breaking).toHaveLength(2);
});

test("keys that begin to be asked for are told once, and not of a condition beside them that stays", () => {
  const condition = "if: { properties: { a: {} }, required: [b] }, then: { required: [c] }";
  const [plain, asking] = [`{ ${condition} }`, `{ ${condition}, unevaluatedProperties: false }`];
  for (const [old, next] of [
    [plain, asking],
    [asking, plain],
  ])
    expect(told(`at: request\nold: ${old}\nnew: ${next}\n`)).toHaveLength(1);
});
