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
  ["enum: [1, 2]", "enum: [1, 2], multipleOf: 1"],
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
  ["type: object, dependentRequired: { a: [c, b] }", "type: object, dependentRequired: { a: [b, c] }"],
  [
    "type: object, dependentRequired: { a: [c, b] }",
    "type: object, dependentSchemas: { a: { required: [c, b] } }",
  ],
  [
    "type: object, dependentRequired: { a: [b] }",
    "type: object, dependentSchemas: { a: { allOf: [{ required: [b] }] } }",
  ],
  [
    "not: { anyOf: [{ minLength: 2 }, { type: string }] }",
    "not: { anyOf: [{ type: string }, { minLength: 2 }] }",
  ],
  [
    "not: { oneOf: [{ minLength: 2 }, { type: string }] }",
    "not: { oneOf: [{ type: string }, { minLength: 2 }] }",
  ],
  [
    "not: { allOf: [{ minLength: 2 }, { minLength: 3 }] }",
    "not: { allOf: [{ minLength: 3 }, { minLength: 2 }] }",
  ],
  ["not: { minLength: 2 }", "not: { allOf: [{ minLength: 2 }, { minLength: 2 }] }"],
  ["not: { minLength: 2 }", "not: { allOf: [{ minLength: 2 }], minLength: 2 }"],
  ["not: { type: string }", "not: { type: [string] }"],
  ["not: { type: string }", "not: { anyOf: [{ type: string }, { type: string }] }"],
  ["enum: [[1], [2]]", "enum: [[2], [1]]"],
  ["type: string", "type: string, allOf: [{ minLength: 0 }, { minLength: 0 }]"],
  ["type: integer, multipleOf: 3", "type: number, allOf: [{ multipleOf: 1 }, { multipleOf: 3 }]"],
  ["required: [b]", "required: [b], minItems: 0, uniqueItems: false"],
  ["const: a", "allOf: [{ enum: [a] }, { enum: [a, b] }]"],
  ["type: array, contains: { type: string }", "type: array, contains: { type: string }, minContains: 1"],
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

// The type, the listed values and the step of numbers say the same of what is whole.
test.each([
  ["type: number, enum: [1, 2]", "type: number, enum: [1, 2, 2.5]", "value-added"],
  ["type: number, enum: [1, 2]", "type: number", "values-opened"],
  ["type: number, multipleOf: 2", "type: number", "constraint-loosened"],
  ["type: number, multipleOf: 1", "type: number", "constraint-loosened"],
  ["type: number, multipleOf: 3", "type: number, multipleOf: 1.5", "constraint-loosened"],
  ["allOf: [{ enum: [true] }, { enum: [true, false] }]", "type: boolean", "values-opened"],
  ["anyOf: [{ type: integer }, { type: number, enum: [0.5] }]", "type: number", "verdict-changed"],
  [
    "unevaluatedProperties: { type: [array, boolean] }, propertyNames: { type: array }",
    "unevaluatedProperties: { type: [array, boolean] }",
    "key-format-changed",
  ],
  ["not: { oneOf: [{ type: string }, { type: string }] }", "not: { type: string }", "constraint-changed"],
])("{ %s } against { %s } is told once, as %s", (old, next, rule) => {
  const changes = told(`at: request\nold: { ${old} }\nnew: { ${next} }\n`);
  expect(changes.map((change) => change.split(" ")[0])).toEqual([rule]);
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
