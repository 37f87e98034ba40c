/** Reading of answers. */
import { expect, expectTypeOf, test } from "vitest";
import type { OtherStatus, Status4XX } from "../../generator/emit/matrix.js";
import { createCall } from "../../generator/emit/runtime/client.js";
import { readByType } from "../../generator/emit/runtime/read-by-type.js";
import type { BodyOf } from "../../generator/emit/runtime/unwrap.js";
import { call, plain, signed } from "./support/call.js";

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

test.each([
  ["application/json", { a: 1 }],
  ["application/vnd.item+json ; charset=utf-8", { a: 1 }],
  ["text/plain", '{"a":1}'],
  ["multipart/related; type=application/json", new TextEncoder().encode('{"a":1}')],
])("an answer of a type that is not described, %s, is read by its name", async (type, body) => {
  const operation = { ...plain, responses: { 200: readByType({ "image/png": "bytes" }) } };
  const answering = () => new Response('{"a":1}', { headers: { "content-type": type } });
  expect((await call(operation, {}, {}, answering)).answer).toMatchObject({ body });
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

test("a default and a range are for the statuses of which nothing nearer is said", () => {
  type Found = { readonly status: 200; readonly body: { readonly a: number } };
  type Missing = { readonly status: 404; readonly body: { readonly missing: string } };
  type Refused = {
    readonly status: OtherStatus<404, Status4XX>;
    readonly body: { readonly refused: string };
  };
  type Other = { readonly status: OtherStatus<200 | Status4XX>; readonly body: { readonly other: string } };
  type Answer = Found | Missing | Refused | Other;
  expectTypeOf<Extract<Answer, { readonly status: 200 }>>().toEqualTypeOf<Found>();
  expectTypeOf<Extract<Answer, { readonly status: 404 }>>().toEqualTypeOf<Missing>();
  expectTypeOf<403>().toExtend<Refused["status"]>();
  expectTypeOf<500>().toExtend<Other["status"]>();
  expectTypeOf<404>().not.toExtend<(Refused | Other)["status"]>();
  expectTypeOf<BodyOf<Answer>>().toEqualTypeOf<{ readonly a: number }>();
  // Where an operation says nothing else, its default is the success, too.
  expectTypeOf<BodyOf<Missing | Other>>().toEqualTypeOf<{ readonly other: string }>();
  expectTypeOf<BodyOf<Missing>>().toBeNever();
});
