/** Answers of Swagger 2.0 by their media types: files are what `produces` says, or any type; JSON has others beside it. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

function answer(more: object, schema: object = { type: "file" }, basePath = "", told: string[] = []): string {
  const responses = { 200: { description: "d", schema } };
  const document = {
    swagger: "2.0",
    info: { title: "t", version: "1" },
    basePath,
    paths: { "/a": { get: { operationId: "getA", responses, ...more } } },
  };
  const { files, diagnostics } = emit(writeFolder([["api/shop/a.json", JSON.stringify(document)]]), {
    emit: ["routes"],
  });
  expect(diagnostics.all.map(({ message }) => message)).toEqual(told);
  const routes = files.find(({ path }) => path === "routes/shop.js")?.text ?? "";
  return /200: (\{.*\}),/.exec(routes)?.[1] ?? "";
}

test("without produces, and with it", () => {
  expect(answer({})).toBe('{ "*/*": "bytes" }');
  expect(answer({ produces: ["image/png"] })).toBe('{ "image/png": "bytes" }');
});

test("of a document that produces JSON, which a file is not", () => {
  expect(answer({ produces: ["application/json", "image/png"] })).toBe('{ "image/png": "bytes" }');
  const told = ["a file is not of the type application/json; it is read as bytes of any type"];
  expect(answer({ produces: ["application/json"] }, { type: "file" }, "", told)).toBe('{ "*/*": "bytes" }');
});

test("beside JSON, XML comes as bytes, and so does a text that holds more than one value", () => {
  const all = { produces: ["application/json", "application/xml", "text/plain"] };
  expect(answer(all, { type: "object" })).toBe(
    '{ "application/json": checkGetAResponse200, "application/xml": "bytes", "text/plain": "bytes" }',
  );
  expect(answer(all, { type: "string" })).toBe(
    '{ "application/json": checkGetAResponse200, "application/xml": "bytes", "text/plain": { text: checkGetAResponse200 } }',
  );
});

test("what Matrix describes by a schema is JSON alone", () => {
  const images = { produces: ["application/json", "image/png"] };
  expect(answer(images, { type: "object" }, "/_matrix")).toBe('{ "application/json": checkGetAResponse200 }');
});
