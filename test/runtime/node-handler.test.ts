/** Beside an application of its own: Express hands on, and streams go no faster than they are read. */
import { once } from "node:events";
import http from "node:http";
import express, { type ErrorRequestHandler } from "express";
import { expect, test } from "vitest";
import { streamJsonLines } from "../../generator/emit/runtime/json-lines.js";
import { toNodeHandler } from "../../generator/emit/runtime/node-handler.js";
import { API, type Route } from "../../generator/emit/runtime/route.js";
import { serve } from "../support/serve.js";
import { smallApi } from "./support/small-api.js";

test("paths that begin unlike all mounted ones are the application's", async () => {
  const app = express();
  app.use(toNodeHandler({ handlers: smallApi }));
  app.use(express.json());
  app.post("/other", (request, response) => void response.json({ got: request.body }));
  const address = await serve(app);
  const headers = { "content-type": "application/json" };
  const other = await fetch(`${address}/other`, { method: "POST", headers, body: '{"a":1}' });
  expect(await other.json()).toEqual({ got: { a: 1 } });
  const unknown = await fetch(`${address}/_matrix/nowhere`);
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { errcode: "M_UNRECOGNIZED" }]);
});

test("below a path of the application's", async () => {
  const app = express().use("/below", toNodeHandler({ handlers: smallApi }));
  const address = await serve(app);
  const answer = await fetch(`${address}/below/_matrix/client/v3/things/a`);
  expect(await answer.json()).toMatchObject({ path: { id: "a" } });
});

test("a body that a parser has taken is an error that says so", async () => {
  const errors: unknown[] = [];
  const app = express().use(express.json());
  app.use(toNodeHandler({ handlers: smallApi }));
  const tell: ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error);
    response.status(500).end();
  };
  app.use(tell);
  const address = await serve(app);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${address}/_matrix/client/v3/things/a`, {
    method: "PUT",
    headers,
    body: '{"a":1}',
  });
  expect(answer.status).toBe(500);
  expect(String(errors[0])).toContain("mount the Matrix routes before");
});

const watch: Route = {
  api: "own",
  operationId: "watch",
  name: "watch",
  method: "GET",
  path: "/_matrix/watch",
  responses: { 200: { "application/jsonl": { stream: streamJsonLines } } },
};

/** Gives items for ever, and says how many were asked for, and whether it was told to stop. */
function endless(): { body: AsyncIterable<object>; given: () => number; stopped: Promise<void> } {
  let given = 0;
  let stop: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  async function* items(): AsyncGenerator<object> {
    try {
      for (;;) yield { n: given++, text: "x".repeat(10_000) };
    } finally {
      stop();
    }
  }
  return { body: items(), given: () => given, stopped };
}

test("a stream waits for its reader, and ends with it", async () => {
  const { body, given, stopped } = endless();
  const handlers = { [API]: { name: "own", routes: [watch] }, watch: async () => ({ status: 200, body }) };
  const address = await serve(toNodeHandler({ handlers }));
  const [response]: http.IncomingMessage[] = await once(http.get(`${address}/_matrix/watch`), "response");
  if (response === undefined) throw new Error("no answer");
  const [first]: Buffer[] = await once(response, "data");
  expect(first?.toString()).toContain('{"n":0');
  response.pause();
  let before = -1;
  // The data on its way settles: buffers of the two sockets fill up, and then nothing more is asked for.
  while (before !== given()) {
    before = given();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  expect(given()).toBeLessThan(5000);
  response.destroy();
  await stopped;
});
