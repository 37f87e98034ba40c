/** Types made of our nodes read as they would if openapi-typescript had the compiler's, whatever the schema. */
import { createRequire } from "node:module";
import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { type TransformContext, transformSchema } from "../../generator/emit/types/openapi-typescript.js";
import type { JsonObject } from "../../generator/json.js";

const require = createRequire(import.meta.url);
const original: {
  readonly default: (schema: unknown, options: object) => ts.TypeNode;
} = require("openapi-typescript/dist/transform/schema-object.cjs");
const printer = ts.createPrinter({ removeComments: true });
const file = ts.createSourceFile("types.ts", "", ts.ScriptTarget.ES2022);

const context: TransformContext = {
  emptyObjectsUnknown: true,
  discriminators: { objects: {}, refsHandled: [] },
  resolve: () => undefined,
  transform: () => undefined,
  transformProperty: (property) => property,
};

function printedByCompiler(schema: JsonObject): string {
  const ctx = { ...context, transformProperty: (property: ts.PropertySignature) => property };
  const text = printer.printNode(
    ts.EmitHint.Unspecified,
    original.default(schema, { path: "", ctx: { ...ctx, injectFooter: [] } }),
    file,
  );
  return text
    .replace(/^(?: {4})+/gm, (spaces) => spaces.slice(spaces.length / 2))
    .replace(/components\["schemas"\]\["(\w+)"\]/g, "$1");
}

/** The same schema, with references as openapi-typescript expects them. */
function withPointers(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('{"$ref":"', '{"$ref":"#/components/schemas/'));
}

const name = fc.oneof(
  fc.constantFrom(
    "a",
    "room_id",
    "m.room",
    "$x",
    "12",
    "-1",
    "1e3",
    "é",
    "\u{1f600}",
    '"',
    "\\",
    "a\nb",
    "__proto__",
  ),
  // The bundler takes a percent sign for an escape, and throws where it is none.
  fc.string().filter((text) => !text.includes("%")),
);
const literal = fc.oneof(name, fc.integer(), fc.constantFrom(-1.5, 1e21, true, false, null));
const { schema: schemas } = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({
      type: fc.constantFrom(
        "string",
        "integer",
        "number",
        "boolean",
        "null",
        "object",
        ["string", "null"],
        ["object", "string"],
      ),
    }),
    fc.constant({}),
    fc.record({ $ref: fc.constantFrom("RoomName", "Event_2") }),
    fc.record({ enum: fc.array(literal, { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: literal }),
    fc.record({ oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record({
      type: fc.constant("array"),
      prefixItems: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
    }),
    fc.record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(name, tie("schema"), { maxKeys: 3 }),
        required: fc.array(name, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
      },
      { requiredKeys: ["type"] },
    ),
  ),
}));

test("types of any schema are printed as the compiler prints them", () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      const text = transformSchema(schema, { path: "", ctx: context }).print("");
      expect(text).toBe(printedByCompiler(withPointers(schema)));
    }),
    { numRuns: 1000 },
  );
});

test("no one else is given the nodes: the compiler and openapi-typescript are as they were", () => {
  transformSchema({ type: "string" }, { path: "", ctx: context });
  expect(require("typescript")).toBe(ts);
  expect(require("openapi-typescript/dist/transform/schema-object.cjs")).toBe(original);
});
