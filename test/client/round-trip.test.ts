/** A handler receives exactly what a client sends, however odd it is. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AnyRequest, createCall } from "../../generator/emit/runtime/client.js";
import type { ClientOptions } from "../../generator/emit/runtime/client-options.js";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import type { Operation } from "../../generator/emit/runtime/operation.js";
import { API, type Handlers, type Route } from "../../generator/emit/runtime/route.js";

const PATH = "/_matrix/client/v3/a/{first}/b/{second}/{stateKey}";
const route: Route = {
  api: "client-server",
  operationId: "everything",
  name: "everything",
  method: "PUT",
  path: PATH,
  parameters: [
    { in: "path", name: "first", type: "string", required: true },
    { in: "path", name: "second", type: "string", required: true },
    { in: "path", name: "stateKey", type: "string", required: true, mayBeEmpty: true },
    { in: "query", name: "text", type: "string" },
    { in: "query", name: "list", type: "string", list: true },
    { in: "query", name: "count", type: "integer" },
    { in: "query", name: "ratio", type: "number" },
    { in: "query", name: "flag", type: "boolean" },
    { in: "query", name: "fields", type: "object" },
  ],
  body: { "application/json": "json" },
  responses: { 200: { "application/json": "json" } },
};
const operation: Operation<AnyRequest, { status: 200; body: unknown }> = {
  operationId: "everything",
  name: "everything",
  method: "PUT",
  path: PATH,
  mayBeEmpty: ["stateKey"],
  body: "json",
  responses: { 200: "json" },
};

let received: unknown;
const everything = ({ path, query, body }: { path: unknown; query: unknown; body: unknown }): object => {
  received = { path, query, body };
  return { status: 200, body: { path, query, body } };
};
const handlers: Handlers<unknown> & { readonly everything: typeof everything } = {
  [API]: { name: "client-server", routes: [route] },
  everything,
};
const handle = createFetchHandler({ handlers });
const options: ClientOptions = { baseUrl: "http://a", fetch: (url, init) => handle(new Request(url, init)) };

const NASTY = [
  "%",
  "%25",
  "%2F",
  "/",
  "//",
  "?",
  "#",
  "&",
  "=",
  "+",
  " ",
  "\\",
  "..;",
  "\u0000",
  "\r\n",
  "ä",
  "🚪",
  ":",
  "@a:b",
  "#a:b",
  "__proto__",
  "{first}",
];
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }).filter((each) => !/\p{Surrogate}/u.test(each)),
  fc.array(fc.constantFrom(...NASTY)).map((parts) => parts.join("")),
);
/** Addresses cannot hold these two, so that the client refuses them. */
const sendable = text.filter((each) => each !== "." && each !== "..");
const filled = sendable.filter((each) => each !== "");
const key = text.filter((each) => !["text", "list", "count", "ratio", "flag", "access_token"].includes(each));

const query = fc.record(
  {
    text,
    list: fc.array(text, { minLength: 1 }),
    count: fc.maxSafeInteger(),
    ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0),
    flag: fc.boolean(),
    fields: fc.dictionary(key, text, { minKeys: 1, noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

test("paths, queries and bodies arrive as they were", async () => {
  const call = createCall(options);
  const path = fc.record({ first: filled, second: filled, stateKey: sendable }, { noNullPrototype: true });
  const body = fc.jsonValue({ maxDepth: 3 });
  await fc.assert(
    fc.asyncProperty(path, query, body, async (given, asked, sent) => {
      const answer = await call(operation, { path: given, query: asked, body: sent });
      const copy: unknown = JSON.parse(JSON.stringify(sent));
      expect(received).toEqual({ path: given, query: asked, body: copy });
      expect(answer.status).toBe(200);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [{ second: "b", stateKey: "" }, "the path parameter first is missing"],
  [{ first: "", second: "b", stateKey: "" }, "the path parameter first is empty"],
  [{ first: ".", second: "b", stateKey: "" }, 'must not be "." or ".."'],
  [{ first: "a", second: "..", stateKey: "" }, 'must not be "." or ".."'],
  [{ first: "\ud800", second: "b", stateKey: "" }, "half of a surrogate pair"],
])("%o is not sent", async (path, problem) => {
  await expect(createCall(options)(operation, { path })).rejects.toThrow(problem);
});
