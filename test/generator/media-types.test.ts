/** Names of media types, which documents write with parameters, spaces and capitals. */
import { expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { understand } from "../../generator/pipeline.js";
import { writeFolder } from "./support/emit.js";

test.each([
  ["application/x-www-form-urlencoded", "form", "SendRequestBodyForm"],
  ["Application/X-WWW-Form-Urlencoded ; charset=utf-8", "form", "SendRequestBodyForm"],
  ["multipart/form-data; boundary=x", "multipart", "SendRequestBodyMultipart"],
  ["multipart/form-data-of-mine", "bytes", undefined],
  ["application/x-www-form-urlencoded.v2", "bytes", undefined],
])("beside JSON, a body of type %s is %s", (mediaType, kind, name) => {
  const schema = (property: string) => ({ type: "object", properties: { [property]: { type: "string" } } });
  const content = { "application/json": { schema: schema("a") }, [mediaType]: { schema: schema("b") } };
  const post = { operationId: "send", requestBody: { content }, responses: { 204: { description: "d" } } };
  const document = { openapi: "3.1.0", info: { title: "t", version: "1" }, paths: { "/a": { post } } };
  const spec = writeFolder([["api/shop/a.json", JSON.stringify(document)]]);
  const { model, names } = understand({ spec }, new Diagnostics());
  const [operation] = model.apis.flatMap(({ operations }) => operations);
  const sent = operation?.requestBody?.contents[1];
  expect([sent?.kind, operation && sent && names.operation(operation).contents.get(sent)?.name]).toEqual([
    kind,
    name,
  ]);
});

const JSON_TYPE = "application/json";

test.each([
  ["byte", [JSON_TYPE], "json"],
  ["byte", ["application/problem+json"], "json"],
  ["byte", [JSON_TYPE, "image/png"], "json"],
  // So upstream described uploads until v1.7.
  ["byte", [JSON_TYPE, "*/*"], "bytes"],
  ["binary", [JSON_TYPE], "bytes"],
  ["byte", ["application/octet-stream"], "bytes"],
])("text of format %s as %j is %s", (format, mediaTypes, kind) => {
  const body = { schema: { type: "string", format } };
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, body]));
  const post = {
    operationId: "send",
    requestBody: { content },
    responses: { 200: { description: "d", content } },
  };
  const document = { openapi: "3.0.3", info: { title: "t", version: "1" }, paths: { "/a": { post } } };
  const { model } = understand(
    { spec: writeFolder([["a.json", JSON.stringify(document)]]) },
    new Diagnostics(),
  );
  const [operation] = model.apis.flatMap(({ operations }) => operations);
  expect(operation?.requestBody?.contents[0]?.kind).toBe(kind);
  expect(operation?.responses[0]?.contents[0]?.kind).toBe(kind);
});
