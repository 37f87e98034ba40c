/** A parameter that a path has and an operation has again is the operation's. */
import { expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { understand } from "../../generator/pipeline.js";
import { writeFolder } from "./support/emit.js";

const info = { title: "t", version: "1" };
const integer = { type: "integer" };
const responses = { 200: { description: "d" } };
const openapi = (place: string, [ofPath, own]: readonly [string, string]) => ({
  openapi: "3.1.0",
  info,
  paths: {
    "/a": {
      parameters: [{ in: place, name: ofPath, schema: { type: "string" } }],
      get: { operationId: "take", parameters: [{ in: place, name: own, schema: integer }], responses },
    },
  },
});
const swagger = (place: string, [ofPath, own]: readonly [string, string]) => ({
  swagger: "2.0",
  info,
  paths: {
    "/a": {
      parameters: [{ in: place, name: ofPath, type: "string" }],
      get: { operationId: "take", parameters: [{ in: place, name: own, ...integer }], responses },
    },
  },
});

test.each([
  ["a header of OpenAPI 3", openapi("header", ["X-Trace", "x-trace"]), ["x-trace integer"]],
  ["a header of Swagger 2.0", swagger("header", ["X-Trace", "x-trace"]), ["x-trace integer"]],
  ["a query of OpenAPI 3", openapi("query", ["A", "a"]), ["A string", "a integer"]],
  ["a query of Swagger 2.0", swagger("query", ["A", "a"]), ["A string", "a integer"]],
])("%s", (_, document, wanted) => {
  const spec = writeFolder([["api/shop/a.json", JSON.stringify(document)]]);
  const { model } = understand({ spec }, new Diagnostics());
  const [operation] = model.apis.flatMap(({ operations }) => operations);
  const read = operation?.parameters.map(
    ({ name, schema }) => `${name} ${Reflect.get(Object(schema), "type")}`,
  );
  expect(read).toEqual(wanted);
});

test("one of the path that could not be sent is not missed, where the operation has its own", () => {
  const document = openapi("header", ["X-Trace", "x-trace"]);
  const odd = { in: "header", name: "X-Trace", style: "form", schema: integer };
  const paths = { "/a": { ...document.paths["/a"], parameters: [odd] } };
  const spec = writeFolder([["api/shop/a.json", JSON.stringify({ ...document, paths })]]);
  const diagnostics = new Diagnostics();
  understand({ spec }, diagnostics);
  expect(diagnostics.all.map(({ code }) => code)).not.toContain("model/unsupported");
});
