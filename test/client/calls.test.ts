/** How calls are made. */
import { expect, test } from "vitest";
import type { RequestToSign } from "../../generator/emit/runtime/client-options.js";
import { call, plain, signed, withToken } from "./support/call.js";

test("the base URL may have a path", async () => {
  const { sent } = await call(plain, {}, { baseUrl: new URL("https://a.example/under//") });
  expect(sent.url).toBe("https://a.example/under/_matrix/do");
});

test("a body is sent as what it is", async () => {
  const { sent } = await call(plain, { body: { a: [1, undefined], b: undefined } });
  expect([sent.init.body, sent.headers.get("content-type")]).toEqual(['{"a":[1,null]}', "application/json"]);
  const nothing = await call(plain, {});
  expect([nothing.sent.init.body, nothing.sent.headers.get("content-type")]).toEqual([undefined, null]);
});

test("bytes stay bytes", async () => {
  const upload = { ...plain, body: "application/octet-stream" };
  const bytes = new Uint8Array([0, 255]);
  const { sent } = await call(upload, { body: bytes, headers: { "content-type": "image/png" } });
  expect([sent.init.body, sent.headers.get("content-type")]).toEqual([bytes, "image/png"]);
  expect((await call(upload, { body: bytes })).sent.headers.get("content-type")).toBe(
    "application/octet-stream",
  );
  await expect(call(upload, { body: "text" })).rejects.toThrow("must be a Uint8Array");
  const { answer } = await call(plain, {}, {}, () => new Response(bytes, { status: 206 }));
  expect(answer.body).toEqual(bytes);
});

const token = { token: "secret" };
const sign = {
  sign: ({ method, uri, content }: RequestToSign) => `X ${method} ${uri} ${JSON.stringify(content)}`,
};

test.each([
  ["none where none is asked for", plain, { ...token, ...sign }, null],
  ["a token", withToken, token, "Bearer secret"],
  ["a token from a function", withToken, { token: async () => "later" }, "Bearer later"],
  ["a token rather than a signature", withToken, { ...token, ...sign }, "Bearer secret"],
  ["a signature", signed, { ...token, ...sign }, 'X POST /p/_matrix/do?via=a&via=b {"a":1}'],
  ["what there is where another is asked for", signed, token, "Bearer secret"],
  ["nothing where there is nothing", signed, {}, null],
] as const)("exactly one credential is sent: %s", async (_, operation, options, expected) => {
  const request = { query: { via: ["a", "b"] }, body: { a: 1, b: undefined } };
  const { sent } = await call(operation, request, { baseUrl: "https://a.example/p", ...options });
  expect(sent.headers.get("authorization")).toBe(expected);
  expect(sent.url).not.toContain("access_token");
});

test("a value that a server would end too early is not sent", async () => {
  const compare = { ...plain, path: "/compare/{a}...{b}" };
  const to = async (a: string, b: string): Promise<string> =>
    (await call(compare, { path: { a, b } })).sent.url.replace(/^.*\/compare/, "");
  expect(await to("v1.0", "v2...0")).toBe("/v1.0...v2...0");
  await expect(to("v1...0", "v2")).rejects.toThrow('must not have "..." in a value');
});

test("a header without a value is not sent", async () => {
  const { sent } = await call(plain, { headers: { a: null, b: undefined, c: "" } });
  expect(["a", "b", "c"].map((name) => sent.headers.get(name))).toEqual([null, null, ""]);
});

test("a call may have a token and headers of its own", async () => {
  const { sent } = await call(withToken, {}, { ...token, headers: { a: "1", b: "2" } }, undefined, {
    token: "other",
    headers: { b: "3" },
  });
  expect(["authorization", "a", "b"].map((name) => sent.headers.get(name))).toEqual([
    "Bearer other",
    "1",
    "3",
  ]);
});
