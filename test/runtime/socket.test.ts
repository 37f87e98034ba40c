/** Behaviour that only a real connection shows: raw targets, repeated headers, bodies without an end, and people who hang up. */
import { once } from "node:events";
import net from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import {
  type MatrixRoutesOptions,
  matrixRoutes,
  matrixServerOptions,
} from "../../generator/emit/runtime/fastify.js";
import { streamJsonLines } from "../../generator/emit/runtime/json-lines.js";
import { mount } from "../../generator/emit/runtime/mount.js";
import { toNodeHandler } from "../../generator/emit/runtime/node-handler.js";
import { API, type CallContext, type Route } from "../../generator/emit/runtime/route.js";
import { serve } from "../support/serve.js";
import { showSigned, signedApi } from "./support/signed-api.js";
import { smallApi } from "./support/small-api.js";

let running: FastifyInstance | undefined;
afterEach(async () => running?.close());

type Listen = <Auth>(options: MatrixRoutesOptions<Auth>) => Promise<number>;

/** Those that hold a socket. */
const LISTENERS: readonly (readonly [string, Listen])[] = [
  [
    "Fastify",
    async (options) => {
      const fastify = Fastify(matrixServerOptions);
      running = fastify;
      await fastify.register(matrixRoutes, options);
      return Number(new URL(await fastify.listen({ port: 0, host: "127.0.0.1" })).port);
    },
  ],
  ["node:http", async (options) => Number(new URL(await serve(toNodeHandler(options))).port)],
];

const small = { handlers: smallApi, maxBodyBytes: 1000 };

/** Sends the lines and gives all that comes back until the server hangs up. */
async function exchange(port: number, lines: readonly string[]): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  const parts: Buffer[] = [];
  socket.on("data", (part) => parts.push(part));
  socket.on("error", () => {});
  socket.write(lines.join("\r\n"));
  await once(socket, "close");
  return Buffer.concat(parts).toString();
}

const get = (target: string, ...headers: string[]): string[] => [
  `GET ${target} HTTP/1.1`,
  "host: a",
  "connection: close",
  ...headers,
  "",
  "",
];

test.each(LISTENERS)("an encoded dot does not climb: %s", async (_, listen) => {
  const port = await listen(small);
  expect(await exchange(port, get("/_matrix/client/v3/things/%2e%2e"))).toContain('{"id":".."}');
  expect(await exchange(port, get("/_matrix/client/v3/things/../lookup"))).toMatch(/^HTTP\/1.1 404/);
});

test.each(LISTENERS)("a target may be a whole URL: %s", async (_, listen) => {
  const port = await listen(small);
  expect(await exchange(port, get("http://other.example/_matrix/client/v3/things/a%2Fb?limit=1"))).toContain(
    '"path":{"id":"a/b"},"query":{"limit":1}',
  );
});

test.each(LISTENERS)("each of several Authorization headers counts: %s", async (_, listen) => {
  const port = await listen({ apis: [mount({ handlers: signedApi, authenticate: showSigned })] });
  const answer = await exchange(port, [
    "PUT /_matrix/federation/v1/send/1 HTTP/1.1",
    "host: a",
    "connection: close",
    "authorization: X-Matrix origin=a,key=1",
    "authorization: X-Matrix origin=a,key=2",
    "content-length: 2",
    "",
    "{}",
  ]);
  expect(answer).toContain('"authorization":["X-Matrix origin=a,key=1","X-Matrix origin=a,key=2"]');
});

test.each(LISTENERS)(
  "a body without an end is answered before it ends, and the connection with it: %s",
  async (_, listen) => {
    const port = await listen(small);
    const answer = await exchange(port, [
      "PUT /_matrix/client/v3/things/a HTTP/1.1",
      "host: a",
      "transfer-encoding: chunked",
      "",
      "800",
      "x".repeat(0x800),
      "800",
      "x".repeat(0x800),
      "",
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 413/);
    expect(answer).toContain("M_TOO_LARGE");
  },
);

test.each(LISTENERS)("a handler learns that nobody waits any more: %s", async (_, listen) => {
  let started: () => void = () => {};
  let aborted: () => void = () => {};
  const hasStarted = new Promise<void>((resolve) => {
    started = resolve;
  });
  const wasAborted = new Promise<void>((resolve) => {
    aborted = resolve;
  });
  const wait = ({ request }: CallContext<unknown>): Promise<unknown> => {
    started();
    return new Promise((resolve) =>
      request.signal.addEventListener("abort", () => {
        aborted();
        resolve({ status: 200, body: {} });
      }),
    );
  };
  const handlers = { [API]: smallApi[API], listThings: wait };
  const port = await listen({ handlers });
  const socket = net.connect(port, "127.0.0.1");
  socket.write(get("/_matrix/client/v3/things/list").join("\r\n"));
  await hasStarted;
  socket.destroy();
  await wasAborted;
});

test.each(LISTENERS)("a stream that nobody waits for any more is left: %s", async (_, listen) => {
  const route: Route = {
    api: "own",
    operationId: "watch",
    name: "watch",
    method: "GET",
    path: "/_matrix/watch",
    responses: { 200: { "application/jsonl": { stream: streamJsonLines } } },
  };
  let started: () => void = () => {};
  const hasStarted = new Promise<void>((resolve) => {
    started = resolve;
  });
  let left: () => void = () => {};
  const wasLeft = new Promise<void>((resolve) => {
    left = resolve;
  });
  const body = {
    next: () => new Promise<IteratorResult<object>>(() => {}),
    return: async () => {
      left();
      return { done: true as const, value: undefined };
    },
    [Symbol.asyncIterator]: () => body,
  };
  const watch = async ({ request }: CallContext<unknown>): Promise<unknown> => {
    started();
    await once(request.signal, "abort");
    return { status: 200, body };
  };
  const handlers = { [API]: { name: "own", routes: [route] }, watch };
  const port = await listen({ handlers });
  const socket = net.connect(port, "127.0.0.1");
  socket.write(get("/_matrix/watch").join("\r\n"));
  await hasStarted;
  socket.destroy();
  await wasLeft;
});

test("Fastify's other routes and their bodies are left alone", async () => {
  const fastify = Fastify(matrixServerOptions);
  running = fastify;
  await fastify.register(matrixRoutes, small);
  fastify.post("/other", async (request) => ({ got: request.body }));
  const answer = await fastify.inject({ method: "POST", url: "/other", payload: { a: 1 } });
  expect(answer.json()).toEqual({ got: { a: 1 } });
});

test("routes can be mounted under a prefix", async () => {
  const fastify = Fastify(matrixServerOptions);
  running = fastify;
  await fastify.register(matrixRoutes, { ...small, prefix: "/below/" });
  const answer = await fastify.inject({ url: "/below/_matrix/client/v3/things/a" });
  expect(answer.json()).toMatchObject({ path: { id: "a" } });
  expect((await fastify.inject({ url: "/_matrix/client/v3/things/a" })).json()).toMatchObject({
    statusCode: 404,
  });
});

test("a not-found handler of the application's own stays when asked to", async () => {
  const fastify = Fastify();
  running = fastify;
  fastify.setNotFoundHandler(async () => ({ mine: true }));
  await fastify.register(matrixRoutes, { ...small, answerUnknown: false });
  expect((await fastify.inject({ url: "/nowhere" })).json()).toEqual({ mine: true });
  expect((await fastify.inject({ url: "/_matrix/nowhere" })).json()).toMatchObject({
    errcode: "M_UNRECOGNIZED",
  });
});
