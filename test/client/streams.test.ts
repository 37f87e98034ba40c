/** Streams of items: what one side gives, the other gets, one by one; bounded, and left by a server when its client stops. */
import Fastify from "fastify";
import { expect, test } from "vitest";
import { checkEach, checkItems } from "../../generator/emit/runtime/check-items.js";
import { type AnyRequest, createCall } from "../../generator/emit/runtime/client.js";
import type { CallOptions, ClientOptions } from "../../generator/emit/runtime/client-options.js";
import { readEvents, streamEvents } from "../../generator/emit/runtime/event-stream.js";
import { matrixRoutes } from "../../generator/emit/runtime/fastify.js";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import {
  readJsonItems,
  readJsonLines,
  readJsonSequence,
  streamJsonLines,
  streamJsonSequence,
  writeJsonLines,
  writeJsonRecords,
} from "../../generator/emit/runtime/json-lines.js";
import type { Operation } from "../../generator/emit/runtime/operation.js";
import { readByType } from "../../generator/emit/runtime/read-by-type.js";
import { API, type Contents, type Handlers, type Route } from "../../generator/emit/runtime/route.js";
import type { ReadBody } from "../../generator/emit/runtime/stream.js";
import { writeBody } from "../../generator/emit/runtime/write-body.js";
import { members } from "../runtime/support/checks.js";

type Answer = { readonly status: number; readonly body: unknown };

const base = {
  operationId: "watch",
  name: "watch",
  method: "GET",
  path: "/_matrix/watch",
  responses: {},
};
const operationOf = (
  responses: Operation<AnyRequest, Answer>["responses"],
): Operation<AnyRequest, Answer> => ({
  ...base,
  responses,
});

/** Everything of a stream, or what ended it. */
async function all(body: unknown, into: unknown[] = []): Promise<unknown[]> {
  if (typeof body !== "object" || body === null || !(Symbol.asyncIterator in body))
    throw new Error("no stream");
  const items: AsyncIterable<unknown> = body as AsyncIterable<unknown>;
  for await (const item of items) into.push(item);
  return into;
}

/** Calls an operation that is answered with these chunks. */
async function read(
  reader: ReadBody,
  chunks: readonly (string | Uint8Array)[],
  options: Partial<ClientOptions> = {},
  callOptions: CallOptions = {},
  more: { readonly type?: string; readonly onCancel?: () => void; readonly open?: boolean } = {},
): Promise<unknown> {
  const { type = "application/jsonl", onCancel, open = false } = more;
  const queue = [...chunks];
  let abort = (_reason: unknown): void => {};
  const stream = new ReadableStream({
    start(controller) {
      abort = (reason) => controller.error(reason);
    },
    pull(controller) {
      const next = queue.shift();
      if (next !== undefined)
        controller.enqueue(typeof next === "string" ? new TextEncoder().encode(next) : next);
      else if (!open) controller.close();
    },
    cancel: () => onCancel?.(),
  });
  const call = createCall(
    {
      baseUrl: "http://a",
      fetch: async (_, init) => {
        init.signal?.addEventListener("abort", () => abort(init.signal?.reason));
        return new Response(stream, { headers: { "content-type": type } });
      },
      ...options,
    },
    async () => ({ watch: { 200: checkItems(members({ "n!": "number" })) } }),
  );
  return (await call(operationOf({ 200: reader }), {}, callOptions)).body;
}

test.each<[string, readonly (string | Uint8Array)[], unknown[]]>([
  ["one event", ["data: a\n\n"], [{ data: "a" }]],
  [
    "all fields",
    ["event: e\nid: 7\nretry: 10\ndata: a\n\n"],
    [{ event: "e", id: "7", retry: 10, data: "a" }],
  ],
  ["several lines", ["data: a\ndata\ndata:b\n\n"], [{ data: "a\n\nb" }]],
  ["comments and unknown fields", [": hi\nfoo: b\ndata: a\n\n"], [{ data: "a" }]],
  ["no data", ["event: e\n\ndata: a\n\n"], [{ data: "a" }]],
  ["cut off", ["data: a\n\ndata: b\n"], [{ data: "a" }]],
  ["returns", ["data: a\rdata: b\r\r"], [{ data: "a\nb" }]],
  ["both, apart", ["data: a\r", "\ndata: b\r", "\n\r", "\n"], [{ data: "a\nb" }]],
  ["a byte order mark", ["\ufeffdata: a\n\n"], [{ data: "a" }]],
  [
    "half a character",
    [new Uint8Array([100, 97, 116, 97, 58, 0xc3]), new Uint8Array([0xa4, 10, 10])],
    [{ data: "ä" }],
  ],
  ["odd IDs and times", ["id: a\0b\nretry: x\ndata: a\n\n"], [{ data: "a" }]],
  ["nothing", [], []],
])("events: %s", async (_, chunks, expected) => {
  expect(await all(await read(readEvents, chunks))).toEqual(expected);
});

test.each<[string, ReadBody, readonly string[], unknown[]]>([
  ["lines", readJsonLines, ['{"n":1}\n', '{"n"', ":2}\r\n\n[3]"], [{ n: 1 }, { n: 2 }, [3]]],
  ["a sequence", readJsonSequence, ['\u001e{"n":\n1}\n\u001e2\n'], [{ n: 1 }, 2]],
])("JSON: %s", async (_, reader, chunks, expected) => {
  expect(await all(await read(reader, chunks))).toEqual(expected);
});

test("what is no JSON, or nested too deeply, ends the stream with an error", async () => {
  for (const line of ["{", "[".repeat(500)]) {
    const got: unknown[] = [];
    const body = await read(readJsonLines, [`1\n${line}\n2\n`]);
    await expect(all(body, got)).rejects.toThrow("watch was answered with 200, but an item is not JSON");
    expect(got).toEqual([1]);
  }
});

test("an item is not larger than allowed, however it is spread", async () => {
  const long = "x".repeat(60);
  const limit = { maxResponseBytes: 100 };
  for (const [reader, chunks] of [
    [readJsonLines, [`"${long}`, `${long}"\n`]],
    [readJsonLines, Array.from({ length: 50 }, () => "xxx")],
    [readEvents, [`data: ${long}\n`, `data: ${long}\n\n`]],
    [readEvents, [`: ${long}\n`, `: ${long}\n`]],
  ] as const) {
    await expect(all(await read(reader, chunks, limit))).rejects.toThrow("larger than 100 bytes");
  }
  expect(await all(await read(readJsonLines, [`"${long}"\n`, `"${long}"\n`], limit))).toHaveLength(2);
});

test("leaving a stream, or aborting the call, ends the connection", async () => {
  let cancelled = 0;
  const more = { onCancel: () => cancelled++, open: true };
  const body = await read(readJsonLines, ["1\n"], {}, {}, more);
  for await (const item of body as AsyncIterable<unknown>) {
    expect(item).toBe(1);
    break;
  }
  expect(cancelled).toBe(1);
  const controller = new AbortController();
  const aborted = await read(readJsonLines, ["1\n"], {}, { signal: controller.signal }, more);
  const got: unknown[] = [];
  const end = all(aborted, got);
  setImmediate(() => controller.abort());
  await expect(end).rejects.toThrow("aborted");
  expect([got, cancelled]).toEqual([[1], 1]);
});

test("items are checked where the client validates", async () => {
  const got: unknown[] = [];
  const body = await read(readJsonLines, ['{"n":1}\n{"n":"x"}\n'], { validateResponses: true });
  await expect(all(body, got)).rejects.toThrow("an item of the stream is invalid: n must be of type number");
  expect(got).toEqual([{ n: 1 }]);
});

test("an answer that may be a stream or not is read by its type", async () => {
  const reader = readByType({ "application/jsonl": readJsonLines });
  expect(await all(await read(reader, ["1\n"]))).toEqual([1]);
  expect(await read(reader, ["[1]"], {}, {}, { type: "application/json" })).toEqual([1]);
});

const check = members({ "n!": "number" });

interface Served {
  readonly fetch: ClientOptions["fetch"];
  readonly left: () => number;
  readonly errors: unknown[];
  readonly seen: () => unknown;
}

function serve(responses: Contents, items: Iterable<unknown>, body?: Contents): Served {
  let left = 0;
  let seen: unknown;
  const errors: unknown[] = [];
  async function* given(): AsyncGenerator<unknown> {
    try {
      for (const item of items) {
        if (item instanceof Error) throw item;
        yield item;
      }
    } finally {
      left++;
    }
  }
  const route: Route = {
    ...base,
    api: "wire",
    ...(body && { method: "POST", body, bodyRequired: true }),
    responses: { 200: responses },
  };
  const watch = (call: { body: unknown }): object => {
    seen = call.body;
    return { status: 200, body: given() };
  };
  const handlers: Handlers<unknown> & { readonly watch: typeof watch } = {
    [API]: { name: "wire", routes: [route] },
    watch,
  };
  const options = { handlers, onError: (error: unknown) => errors.push(error) };
  const handle = createFetchHandler(options);
  return { fetch: (url, init) => handle(new Request(url, init)), left: () => left, errors, seen: () => seen };
}

test.each<[string, Contents[string], ReadBody, unknown[]]>([
  [
    "text/event-stream",
    { stream: streamEvents },
    readEvents,
    [{ data: "a\nb", event: "e", id: "1", retry: 5 }, { data: "" }],
  ],
  ["application/jsonl", { stream: streamJsonLines, check }, readJsonLines, [{ n: 1 }, { n: 2, s: "a\nb" }]],
  ["application/json-seq", { stream: streamJsonSequence }, readJsonSequence, [1, "a\u001eb", null]],
])("a handler's items arrive: %s", async (type, how, reader, items) => {
  const served = serve({ [type]: how }, items);
  const operation = operationOf({ 200: reader });
  const { body } = await createCall({ baseUrl: "http://a", fetch: served.fetch })(operation, {});
  expect(await all(body)).toEqual(items);
  expect([served.left(), served.errors]).toEqual([1, []]);
});

test("a handler is left when the client goes, and its errors are told to the server alone", async () => {
  const how: Contents = { "application/jsonl": { stream: streamJsonLines, check } };
  const operation = operationOf({ 200: readJsonLines });
  const left = serve(how, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  const { body } = await createCall({ baseUrl: "http://a", fetch: left.fetch })(operation, {});
  for await (const _ of body as AsyncIterable<unknown>) break;
  expect(left.left()).toBe(1);
  for (const [wrong, problem] of [
    [new Error("broken"), "broken"],
    [{ n: "x" }, "an item of the stream is invalid: n must be of type number"],
  ] as const) {
    const served = serve(how, [{ n: 1 }, wrong, { n: 2 }]);
    const got: unknown[] = [];
    const answer = await createCall({ baseUrl: "http://a", fetch: served.fetch })(operation, {});
    await expect(all(answer.body, got)).rejects.toThrow();
    expect([got, served.left(), served.errors.map(String)]).toEqual([
      [{ n: 1 }],
      1,
      [expect.stringContaining(problem)],
    ]);
  }
});

test.each(["GET", "HEAD"])("%s: a handler that fails to tidy up fails for itself alone", async (method) => {
  const errors: unknown[] = [];
  const items = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: { n: 1 } }),
      return: () => Promise.reject(new Error("left badly")),
    }),
  };
  const route: Route = {
    ...base,
    api: "wire",
    responses: { 200: { "a/jsonl": { stream: streamJsonLines } } },
  };
  const watch = (): object => ({ status: 200, body: items });
  const handlers: Handlers<unknown> & { readonly watch: typeof watch } = {
    [API]: { name: "wire", routes: [route] },
    watch,
  };
  const handle = createFetchHandler({ handlers, onError: (error) => errors.push(error) });
  const answer = await handle(new Request("http://a/_matrix/watch", { method }));
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
  expect(errors.map(String)).toEqual(["Error: left badly"]);
});

test("Fastify sends streams", async () => {
  const route: Route = {
    ...base,
    api: "wire",
    responses: { 200: { "text/event-stream": { stream: streamEvents } } },
  };
  const watch = (): object => ({ status: 200, body: [{ data: "a" }, { data: "b" }] });
  const handlers: Handlers<unknown> & { readonly watch: typeof watch } = {
    [API]: { name: "wire", routes: [route] },
    watch,
  };
  const fastify = Fastify().register(matrixRoutes, { handlers });
  const answer = await fastify.inject({ method: "GET", url: "/_matrix/watch" });
  expect([answer.statusCode, answer.headers["content-type"], answer.body]).toEqual([
    200,
    "text/event-stream",
    "data: a\n\ndata: b\n\n",
  ]);
});

test.each([
  ["application/jsonl", writeJsonLines, '{"n":1}\n{"n":2}\n'],
  ["application/json-seq", writeJsonRecords, '\u001e{"n":1}\n\u001e{"n":2}\n'],
] as const)("a body of items is sent, from a list or as it comes: %s", async (type, write, text) => {
  const operation: Operation<AnyRequest, Answer> = {
    ...base,
    method: "POST",
    bodies: { [type]: { write, fields: [] } },
    writeBody,
    responses: { 200: readJsonLines },
  };
  const items = [{ n: 1 }, { n: 2 }];
  async function* later(): AsyncGenerator<object> {
    yield* items;
  }
  for (const body of [items, later()]) {
    let sent = "";
    const contents: Contents = { [type]: { read: readJsonItems, fields: [], check: checkEach(check) } };
    const served = serve({ "application/jsonl": { stream: streamJsonLines } }, [], contents);
    const call = createCall({
      baseUrl: "http://a",
      fetch: async (url, init, called) => {
        sent = await new Request(url, init).text();
        return (served.fetch ?? fetch)(url, { ...init, body: sent }, called);
      },
    });
    await call(operation, { body });
    expect([sent, served.seen()]).toEqual([text, items]);
  }
  const bad = serve({}, [], { [type]: { read: readJsonItems, fields: [], check: checkEach(check) } });
  const answer = await bad.fetch?.(
    "http://a/_matrix/watch",
    { method: "POST", body: '{"n":1}\n{"n":"x"}' },
    { ...operation },
  );
  expect([answer?.status, await answer?.json()]).toMatchObject([
    400,
    { error: "Invalid body: 1.n must be of type number" },
  ]);
});

test.each([
  ["cannot be said in JSON", () => undefined, "an item is what JSON cannot say"],
  ["cannot be made", () => Promise.reject(new Error("broken")), "broken"],
])("a caller's items are left when one %s", async (_, next, problem) => {
  let left = 0;
  const items = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: await next() }),
      return: async () => {
        left++;
        return { done: true, value: undefined };
      },
    }),
  };
  const { body } = writeJsonLines([], items, "application/jsonl");
  if (!(body instanceof ReadableStream)) throw new Error("no stream");
  await expect(body.getReader().read()).rejects.toThrow(problem);
  expect(left).toBe(1);
});
