/** Answers that may be of several media types: the type that a server says, and what a client makes of it. */
import { expect, test } from "vitest";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { readByType } from "../../generator/emit/runtime/read-by-type.js";
import { API, type Contents, type Handlers } from "../../generator/emit/runtime/route.js";
import { writeBody } from "../../generator/emit/runtime/write-body.js";
import { call, plain } from "../client/support/call.js";

const bytes: Uint8Array = new Uint8Array([1, 2, 255]);
const PAGE: Contents = { "application/json": "json", "text/html": "bytes" };
const TABLE: Contents = { "application/json": "json", "text/csv": "text" };
const PICTURES: Contents = { "image/png": "bytes", "image/webp": "bytes", "text/plain": "text" };
const KINDS: Contents = { "application/json": "json", "application/scim+json": "json" };
const RANGES: Contents = { "application/*+json": "json", "image/*": "bytes" };

interface Answered {
  readonly contents: Contents;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answerOf({ contents, body, headers }: Answered): Promise<Response> {
  const get = (): object => ({ status: 200, body, headers });
  const handlers: Handlers<unknown> & { readonly get: typeof get } = {
    [API]: {
      name: "shop",
      routes: [
        {
          api: "shop",
          operationId: "get",
          name: "get",
          method: "GET",
          path: "/get",
          responses: { 200: contents },
        },
      ],
    },
    get,
  };
  return createFetchHandler({ handlers })(new Request("http://a/get"));
}

test.each<[string, Answered, string]>([
  ["JSON beside a page", { contents: PAGE, body: { a: 1 } }, "application/json"],
  ["a page beside JSON", { contents: PAGE, body: bytes }, "text/html"],
  ["text of another name", { contents: TABLE, body: "a,b" }, "text/csv; charset=utf-8"],
  ["one of two pictures", { contents: PICTURES, body: bytes }, "application/octet-stream"],
  [
    "the one that the handler names",
    { contents: PICTURES, body: bytes, headers: { "content-type": "image/webp" } },
    "image/webp",
  ],
  ["bytes of a range", { contents: RANGES, body: bytes }, "application/octet-stream"],
  ["JSON of a range", { contents: RANGES, body: { a: 1 } }, "application/json"],
  [
    "JSON of a range, as the handler names it",
    { contents: RANGES, body: { a: 1 }, headers: { "content-type": "application/scim+json" } },
    "application/scim+json",
  ],
  [
    "one of two kinds of JSON, however the handler writes it",
    { contents: KINDS, body: { a: 1 }, headers: { "content-type": "Application/SCIM+json; v=2" } },
    "application/scim+json",
  ],
])("is sent under its type: %s", async (_, answered, type) => {
  expect((await answerOf(answered)).headers.get("content-type")).toBe(type);
});

test("text goes out in the form that the narrowest type for it has, whatever is listed first", async () => {
  const bodies = { "application/*": "bytes", "application/*+json": "json" } as const;
  const request = { body: { a: 1 }, contentType: "application/scim+json" };
  const { body: _, ...without } = plain;
  const { sent } = await call({ ...without, bodies, writeBody }, request);
  expect([sent.headers.get("content-type"), sent.init.body]).toEqual(["application/scim+json", '{"a":1}']);
});

const read: ReturnType<typeof readByType> = readByType({
  "application/json": "json",
  "text/html": "bytes",
  "text/*": "text",
  "image/svg+xml": "text",
});

test.each([
  ["text/html; charset=utf-8", "<p>", new TextEncoder().encode("<p>")],
  ["Text/CSV", "a,b", "a,b"],
  ["application/json", '{"a":1}', { a: 1 }],
  ["image/svg+xml", "<svg/>", "<svg/>"],
  ["application/vnd.other+json;v=1", "[1]", [1]],
  ["application/json-seq", "[1]", new TextEncoder().encode("[1]")],
])("is read as its type is described: %s", async (type, text, body) => {
  const { answer } = await call(
    { ...plain, responses: { 200: read } },
    {},
    {},
    () => new Response(text, { headers: { "content-type": type } }),
  );
  expect(answer.body).toEqual(body);
});
