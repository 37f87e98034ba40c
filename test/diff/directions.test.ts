/** Audiences that a change breaks where one direction is enough: conditions, names, lists of values, borders and credentials. */
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { readCase } from "./support.js";

function breaks(text: string): readonly string[] {
  const given = readCase(text);
  return [...new Set(diffReleases(given.old, given.new).changes.flatMap((change) => change.breaks))].sort();
}

/** In a request, callers break where less is let through, servers where more is. */
test.each([
  ["a multiple of a multiple", "{ type: integer, multipleOf: 2 }", "{ type: integer, multipleOf: 4 }"],
  [
    "contains",
    "{ type: array, contains: { type: integer } }",
    "{ type: array, contains: { type: integer }, minContains: 2 }",
  ],
  [
    "no more of them",
    "{ type: array, contains: { type: integer } }",
    "{ type: array, contains: { type: integer }, maxContains: 3 }",
  ],
  [
    "what else asks",
    "{ if: { required: [a] }, then: { required: [b] } }",
    "{ if: { required: [a] }, then: { required: [b] }, else: { required: [c] } }",
  ],
  ["names that go together", "{ dependentRequired: { a: [b] } }", "{ dependentRequired: { a: [b, c] } }"],
  [
    "schemas that go together",
    "{ dependentSchemas: { a: { required: [b] } } }",
    "{ dependentSchemas: { a: { required: [b] }, b: false } }",
  ],
  [
    "names of a list",
    "{ type: object, propertyNames: { enum: [a, b] } }",
    "{ type: object, propertyNames: { enum: [a] } }",
  ],
  [
    "short names",
    "{ type: object, propertyNames: { maxLength: 2 } }",
    "{ type: object, propertyNames: { maxLength: 1 } }",
  ],
  ["composite values", "{ enum: [{ a: 1 }, { b: 1 }] }", "{ enum: [{ a: 1 }] }"],
  ["a tuple where any list was", "{ type: array }", "{ type: array, prefixItems: [{ type: integer }] }"],
])("%s", (_, old, next) => {
  expect(breaks(`at: request\nold: ${old}\nnew: ${next}\n`)).toEqual(["caller"]);
  expect(breaks(`at: request\nold: ${next}\nnew: ${old}\n`)).toEqual(["server"]);
});

test("a border of whole numbers without itself is one with its neighbour", () => {
  const [bare, whole] = ["{ type: integer, exclusiveMinimum: 0 }", "{ type: integer, minimum: 1 }"];
  expect(breaks(`at: request\nold: ${bare}\nnew: ${whole}\n`)).toEqual([]);
});

test("a further credential beside one breaks who sends that one alone, and one less who asks for both", () => {
  const schemes =
    "components: { securitySchemes: { a: { type: apiKey, in: header, name: X-A }, b: { type: apiKey, in: query, name: b } } }";
  const file = (security: string): string =>
    `{ api/shop/shop.yaml: '{ openapi: 3.1.0, info: { title: t, version: "1" }, ${schemes}, paths: { /a: { get: { operationId: getA, security: [${security}], responses: { "200": { description: d } } } } } }' }`;
  const [one, both] = [file("{ a: [] }"), file("{ a: [], b: [] }")];
  expect(breaks(`files:\n  old: ${one}\n  new: ${both}\n`)).toEqual(["caller"]);
  expect(breaks(`files:\n  old: ${both}\n  new: ${one}\n`)).toEqual(["server"]);
});

test("a callback that goes elsewhere breaks both sides", () => {
  const to = (expression: string): string =>
    `[{ callbacks: { done: { "{$request.${expression}}": { post: { operationId: done, responses: { "200": { description: d } } } } } } }]`;
  expect(breaks(`operation:\n  old: ${to("body#/a")}\n  new: ${to("query.a")}\n`)).toEqual([
    "caller",
    "server",
  ]);
});
