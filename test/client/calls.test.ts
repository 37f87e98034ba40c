/** How calls are made, and what becomes of what comes back. */
import { expect, test } from "vitest";
import type { Check } from "../../generator/emit/matrix.js";
import { type AnyRequest, createCall } from "../../generator/emit/runtime/client.js";
import type { CallOptions, ClientOptions } from "../../generator/emit/runtime/client-options.js";
import type { Operation } from "../../generator/emit/runtime/operation.js";
import { members } from "../runtime/support/checks.js";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

const plain: Operation<AnyRequest, { status: number; body?: unknown; headers?: object }> = {
  operationId: "doIt",
  name: "doIt",
  method: "POST",
  path: "/_matrix/do",
  body: "json",
  responses: { 200: "json", 204: "nothing", "4XX": "json", 206: "bytes" },
};
const withToken = { ...plain, security: ["bearer", "query"] } as const;
const signed = { ...plain, security: ["x-matrix"] } as const;

/** Calls with the options, answered with the response; gives the answer and what was sent. */
async function call(
  operation: typeof plain,
  request: AnyRequest,
  options: Partial<ClientOptions> = {},
  response: () => Response = () => Response.json({}),
  callOptions: CallOptions = {},
): Promise<{ answer: { status: number; body?: unknown; headers?: object }; sent: Sent }> {
  const all: Sent[] = [];
  const doFetch = async (url: string, init: RequestInit): Promise<Response> => {
    all.push({ url, init, headers: new Headers(init.headers) });
    init.signal?.throwIfAborted();
    return response();
  };
  const loadChecks = async (): Promise<Record<string, Record<string, Check<unknown>>>> => ({
    doIt: { 200: members({ "a!": "number" }) },
  });
  const answer = await createCall({ baseUrl: "https://a.example", fetch: doFetch, ...options }, loadChecks)(
    operation,
    request,
    callOptions,
  );
  const [sent] = all;
  if (sent === undefined || all.length > 1) throw new Error("not one request");
  return { answer, sent };
}

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
  sign: ({ method, uri, content }: object & { method: string; uri: string; content?: unknown }) =>
    `X ${method} ${uri} ${JSON.stringify(content)}`,
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

test("redirects are the caller's where they are declared, and never followed with a signature", async () => {
  const redirecting = { ...plain, responses: { 200: "json", 307: "nothing" } } as const;
  const modes = [plain, redirecting, signed].map(
    async (operation) => (await call(operation, {})).sent.init.redirect,
  );
  expect(await Promise.all(modes)).toEqual(["follow", "manual", "manual"]);
  const { answer } = await call(
    redirecting,
    {},
    {},
    () => new Response(null, { status: 307, headers: { location: "/b" } }),
  );
  expect(answer).toEqual({ status: 307, headers: { location: "/b" } });
});

test("declared errors are answers, others are thrown", async () => {
  const error = { errcode: "M_FORBIDDEN", error: "No" };
  expect((await call(plain, {}, {}, () => Response.json(error, { status: 403 }))).answer).toMatchObject({
    status: 403,
    body: error,
  });
  await expect(call(plain, {}, {}, () => Response.json(error, { status: 500 }))).rejects.toMatchObject({
    name: "UnexpectedResponse",
    message: "doIt was answered with 500 (M_FORBIDDEN: No)",
    status: 500,
    errcode: "M_FORBIDDEN",
    body: error,
  });
});

test.each([
  ["a page of a proxy", 200, "<html>", "<html>"],
  ["a page of a proxy under a status that is not declared", 502, "<html>", "<html>"],
  ["nothing", 200, "", undefined],
  ["too deep a nest", 200, "[".repeat(300), "[".repeat(300)],
])("%s is thrown with what it says", async (_, status, text, body) => {
  const failure = call(plain, {}, {}, () => new Response(text, { status }));
  await expect(failure).rejects.toMatchObject({
    name: "UnexpectedResponse",
    status,
    body,
    errcode: undefined,
  });
});

test("a body that is too large is not read to its end", async () => {
  let pulled = 0;
  const endless = (): Response =>
    new Response(
      new ReadableStream({
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(100));
        },
      }),
    );
  await expect(call(plain, {}, { maxResponseBytes: 1000 }, endless)).rejects.toMatchObject({
    name: "ResponseTooLarge",
  });
  expect(pulled).toBeLessThan(20);
});

test("answers are checked when asked to", async () => {
  const wrong = (): Response => Response.json({ a: "b" });
  expect((await call(plain, {}, {}, wrong)).answer.body).toEqual({ a: "b" });
  await expect(call(plain, {}, { validateResponses: true }, wrong)).rejects.toMatchObject({
    name: "InvalidResponse",
    issues: [{ path: ["a"], keyword: "type" }],
  });
  expect(
    (await call(plain, {}, { validateResponses: true }, () => Response.json({ a: 1 }))).answer.body,
  ).toEqual({ a: 1 });
});

test("calls can be given up, and give up by themselves", async () => {
  await expect(call(plain, {}, {}, undefined, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: "AbortError",
  });
  const never = (_: string, { signal }: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const patient = createCall({ baseUrl: "https://a", fetch: never, timeoutMs: 60_000 });
  await expect(patient(plain, {}, { timeoutMs: 1 })).rejects.toMatchObject({ name: "TimeoutError" });
  const both = patient(plain, {}, { signal: AbortSignal.timeout(1) });
  await expect(both).rejects.toMatchObject({ name: "TimeoutError" });
});
