/** Places that references and diagnostics name, whatever the names in them are made of. */
import { expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { understand } from "../../generator/pipeline.js";
import { writeFolder } from "../generator/support/emit.js";

function diagnosticsOf(files: Readonly<Record<string, object>>): readonly string[] {
  const diagnostics = new Diagnostics();
  const texts = Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)] as const);
  understand({ spec: writeFolder(texts) }, diagnostics);
  return diagnostics.all.map(({ code, origin }) => `${code} ${origin?.file}#${origin?.pointer}`);
}

const answering = (media: object) => ({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/a": {
      get: {
        operationId: "take",
        responses: { 200: { description: "d", content: { "application/json": media } } },
      },
    },
  },
});

test("a percent sign that begins no escape stands for itself, in examples as in schemas", () => {
  const examples = { half: { $ref: "examples/50%.json" }, none: { $ref: "examples/51%.json" } };
  const document = answering({ schema: { $ref: "definitions/schema%.json" }, examples });
  const files = {
    "api/shop/a.json": document,
    "api/shop/examples/50%.json": {},
    "api/shop/definitions/schema%.json": { type: "object" },
  };
  const at = "/paths/~1a/get/responses/200/content/application~1json/examples/none";
  expect(diagnosticsOf(files)).toEqual([`link/unresolved-ref api/shop/a.json#${at}`]);
});

test("a slip in a schema that a schema file keeps is told where it stands", () => {
  const kept = { "a/b": { type: "object", porperties: {} } };
  const schema = { $ref: "definitions/shop.json#/components/schemas/a~1b" };
  const files = {
    "api/shop/a.json": answering({ schema }),
    "api/shop/definitions/shop.json": { type: "object", components: { schemas: kept } },
  };
  expect(diagnosticsOf(files)).toEqual([
    "lower/unknown-keyword api/shop/definitions/shop.json#/components/schemas/a~1b/porperties",
  ]);
});
