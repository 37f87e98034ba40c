/** Bytes in a form: what a member of them may be, and what is none. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const bytes = { type: "string", format: "binary" };
const schema = {
  type: "object",
  required: ["file"],
  properties: { file: bytes, more: { type: "array", items: bytes } },
};
const document = {
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/a": {
      post: {
        operationId: "send",
        requestBody: { required: true, content: { "multipart/form-data": { schema } } },
        responses: { 200: { description: "d" } },
      },
    },
  },
};

test("a Uint8Array and a Blob are bytes, and nothing that JSON can say", async () => {
  const emitted = emit(writeFolder([["api/shop/a.json", JSON.stringify(document)]]));
  const { is, check } = await emitted.validator("shop", "SendRequestBody");
  for (const file of [new Uint8Array(2), new Blob(["a"]), new File(["a"], "b"), new Uint8Array()]) {
    expect(is({ file, more: [file] })).toBe(true);
    expect(check({ file, more: [file] })).toMatchObject({ ok: true });
  }
  for (const file of [7, null, "text", [], {}, true]) {
    expect(is({ file }), JSON.stringify(file)).toBe(false);
    expect(is({ file: new Uint8Array(), more: [file] }), JSON.stringify(file)).toBe(false);
    expect(check({ file })).toMatchObject({ ok: false });
  }
});

test("bytes of one alternative of a form are bytes, too", async () => {
  const oneOf = [
    { type: "object", required: ["url"], properties: { url: { type: "string" } } },
    { type: "object", required: ["file"], properties: { file: bytes } },
  ];
  const text = JSON.stringify(document).replace(JSON.stringify(schema), JSON.stringify({ oneOf }));
  const { is } = await emit(writeFolder([["api/shop/a.json", text]])).validator("shop", "SendRequestBody");
  expect([{ file: new Blob(["a"]) }, { url: "a" }, { file: "a" }].map(is)).toEqual([true, true, false]);
});
