/** Files of components, whatever their form: coverage lists what is used of them, and the rest as unused. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const limit = { in: "query", name: "limit", schema: { type: "integer", maximum: 9 } };
const parameters = { limit, since: { ...limit, name: "since" }, until: { ...limit, name: "until" } };
const schemas = { Lamp: { type: "object" }, Light: { type: "string", minLength: 1 } };

/** Of the file, when one operation refers to a place in it. */
function coverageOf(file: object, at: string, isParameter: boolean): readonly [number, object] {
  const $ref = `parts/parts.json${at}`;
  const operation = {
    operationId: "list",
    parameters: isParameter ? [{ $ref }] : [],
    responses: {
      200: {
        description: "d",
        ...(!isParameter && { content: { "application/json": { schema: { $ref } } } }),
      },
    },
  };
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/lamps": { get: operation } },
  };
  const folder = writeFolder([
    ["api/lamps/lamps.json", JSON.stringify(document)],
    ["api/lamps/parts/parts.json", JSON.stringify(file)],
  ]);
  const { coverage, diagnostics } = emit(folder, { emit: ["types"] });
  expect(diagnostics.all).toEqual([]);
  const found = coverage.find((each) => each.file.endsWith("parts.json"));
  return [found?.carriedOut["schema.type"] ?? 0, found?.leftOut ?? {}];
}

test.each([
  ["a map of parameters", parameters, "#/limit", true, { "parameter (unused)": 2 }],
  ["a map of schemas", schemas, "#/Lamp", false, { "schema (unused)": 1 }],
  [
    "components",
    { components: { parameters, schemas } },
    "#/components/parameters/limit",
    true,
    { "components.parameters (unused)": 2, "components.schemas (unused)": 2 },
  ],
  [
    "components of schemas",
    { components: { schemas } },
    "#/components/schemas/Lamp",
    false,
    { "components.schemas (unused)": 1 },
  ],
  [
    "parameters as Swagger has them",
    { parameters },
    "#/parameters/limit",
    true,
    { "document.parameters (unused)": 2 },
  ],
] as const)("%s", (_, file, at, isParameter, unused) => {
  expect(coverageOf(file, at, isParameter)).toEqual([1, unused]);
});

test("a map that is referred to as a whole is used as a whole", () => {
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/lamps": {
        get: { operationId: "list", security: [{ token: [] }], responses: { 200: { description: "d" } } },
      },
    },
    components: { securitySchemes: { $ref: "parts/security.json" } },
  };
  const scheme = { type: "http", scheme: "bearer" };
  const folder = writeFolder([
    ["api/lamps/lamps.json", JSON.stringify(document)],
    ["api/lamps/parts/security.json", JSON.stringify({ token: scheme, other: scheme })],
  ]);
  const found = emit(folder, { emit: ["types"] }).coverage.find(({ file }) => file.endsWith("security.json"));
  expect([found?.carriedOut, found?.leftOut]).toEqual([
    { "security scheme.scheme": 2, "security scheme.type": 2 },
    {},
  ]);
});
