/** Answers of Swagger 2.0 that are files: what `produces` says, or any type, and never JSON because nothing else was said. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

function answer(more: object): string {
  const responses = { 200: { description: "d", schema: { type: "file" } } };
  const document = {
    swagger: "2.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { operationId: "getA", responses, ...more } } },
  };
  const { files, diagnostics } = emit(writeFolder([["api/shop/a.json", JSON.stringify(document)]]), {
    emit: ["routes"],
  });
  expect(diagnostics.all).toEqual([]);
  const routes = files.find(({ path }) => path === "routes/shop.js")?.text ?? "";
  return /200: (\{.*\}),/.exec(routes)?.[1] ?? "";
}

test("without produces, and with it", () => {
  expect(answer({})).toBe('{ "*/*": "bytes" }');
  expect(answer({ produces: ["image/png"] })).toBe('{ "image/png": "bytes" }');
});
