/** Walks every generated route, over every way of mounting routes. */
import * as applicationService from "@knockgen/matrix/routes/application-service";
import * as clientServer from "@knockgen/matrix/routes/client-server";
import * as identity from "@knockgen/matrix/routes/identity";
import * as pushGateway from "@knockgen/matrix/routes/push-gateway";
import * as serverServer from "@knockgen/matrix/routes/server-server";
import { matrixRoutes, matrixServerOptions } from "@knockgen/matrix/runtime/fastify";
import { createFetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { mount } from "@knockgen/matrix/runtime/mount";
import { API, type CallContext, type Handlers, type Route } from "@knockgen/matrix/runtime/route";
import type { ServerOptions } from "@knockgen/matrix/runtime/server-options";
import fc from "fast-check";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { overFastify, overWebRequests, type Server, type TestRequest } from "../runtime/support/adapters.js";
import { sampleHeaders, samplePath } from "./support/samples.js";

const APIS = [applicationService, clientServer, identity, pushGateway, serverServer];
const ROUTES = APIS.flatMap(({ routes }) => routes);
const ADAPTERS: Readonly<Record<string, (options: ServerOptions<unknown>) => Server>> = {
  "web requests": (options) => overWebRequests(createFetchHandler(options)),
  Fastify: (options) => overFastify(Fastify(matrixServerOptions).register(matrixRoutes, options)),
};
const METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH"];

/** Body that names the operation: as JSON, or as the bytes of JSON where an operation answers with a file. */
function nameOf({ api, name, responses }: Route): unknown {
  const body = { api, name };
  const isFile = Object.values(responses["200"] ?? {}).includes("bytes");
  return isFile ? new TextEncoder().encode(JSON.stringify(body)) : body;
}

/** Every operation written, and answering its own name. */
const written: readonly Handlers<unknown>[] = APIS.map(({ routes, unimplemented }) => ({
  [API]: unimplemented[API],
  ...Object.fromEntries(
    routes.map((route) => [
      route.name,
      ({ operation }: CallContext<unknown>) => ({ status: 200, body: nameOf(operation) }),
    ]),
  ),
}));

for (const [name, adapt] of Object.entries(ADAPTERS)) {
  const none = adapt({ apis: APIS.map(({ unimplemented }) => mount({ handlers: unimplemented })) });
  const all = adapt({
    apis: written.map((handlers) => mount({ handlers, authenticate: () => ({}) })),
    validateResponses: false,
  });

  test.each(ROUTES)(`${name}: $method $path does not exist unless it is written`, async (route) => {
    const { status, text } = await none({ method: route.method, target: samplePath(route) });
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ errcode: "M_UNRECOGNIZED" });
  });

  test.each(ROUTES)(`${name}: $method $path is found`, async (route) => {
    const target = samplePath(route);
    const answer = await all({ method: route.method, target, headers: sampleHeaders(route) });
    const { errcode, name: called } = JSON.parse(answer.text);
    // Found means: called, or told what is missing.
    if (answer.status === 200) expect(twinsOf(route)).toContain(called);
    else expect(["M_MISSING_PARAM", "M_INVALID_PARAM", "M_NOT_JSON", "M_BAD_JSON"]).toContain(errcode);
    if (route.security === undefined || route.anonymous) return;
    expect(JSON.parse((await all({ method: route.method, target })).text).errcode).toBe("M_MISSING_TOKEN");
  });

  test.each(paths())(`${name}: $path refuses other methods`, async ({ methods, target }) => {
    for (const method of METHODS.filter((each) => !methods.has(each))) {
      const { status, text, headers } = await all({ method, target });
      expect([status, JSON.parse(text).errcode]).toEqual([405, "M_UNRECOGNIZED"]);
      for (const allowed of methods) expect(headers.allow).toContain(allowed);
    }
  });
}

/** Names of the operations of one method and path; without parameters, the first one is called. */
function twinsOf({ method, path }: Route): readonly string[] {
  return ROUTES.filter((other) => other.method === method && other.path === path).map(({ name }) => name);
}

function paths(): { path: string; target: string; methods: Set<string> }[] {
  const byShape = new Map<string, { path: string; target: string; methods: Set<string> }>();
  for (const route of ROUTES) {
    const shape = route.path.replace(/\{[^}]*\}/g, "{}");
    const entry = byShape.get(shape) ?? { path: shape, target: samplePath(route), methods: new Set() };
    byShape.set(shape, { ...entry, methods: entry.methods.add(route.method) });
  }
  return [...byShape.values()];
}

/** A request near some route: its path with a piece replaced, any query, any body. */
function nearby(route: Route): fc.Arbitrary<TestRequest> {
  const odd = fc.constantFrom(
    "",
    "%",
    "%2F",
    "%00",
    "..",
    "a%20b",
    "%F0%9F%9A%AA",
    "!a:b",
    "@a:b",
    "$a",
    "constructor",
  );
  const segments = samplePath(route).split("/");
  const target = fc
    .tuple(
      fc.nat(segments.length - 1),
      odd,
      fc.boolean(),
      fc.constantFrom("", "?limit=5", "?limit=x&ver=1&ver=%zz&from=+"),
    )
    .map(
      ([at, piece, keep, query]) =>
        segments.map((each, index) => (index === at && !keep ? piece : each)).join("/") + query,
    )
    // Others resolve such paths before they get here.
    .filter(
      (text) => text.startsWith("/") && !text.startsWith("//") && !/\/(\.\.)?(\/|\?|$)(?<=\.\..?)/.test(text),
    );
  const body = fc.constantFrom(
    undefined,
    "",
    "{",
    "{}",
    '{"user_id":"@a:b"}',
    "[[[[]]]]",
    '{"__proto__":{"a":1}}',
  );
  return fc
    .record({ method: fc.constantFrom(...METHODS, "HEAD", "OPTIONS"), target, body })
    .map((request) => ({
      method: request.method,
      target: request.target,
      headers: sampleHeaders(route),
      ...(request.body !== undefined && !/^(GET|HEAD)$/.test(request.method) && { body: request.body }),
    }));
}

test("all ways of mounting answer alike, whatever is asked", async () => {
  const servers = Object.values(ADAPTERS).map((adapt) =>
    adapt({
      apis: written.map((handlers) => mount({ handlers, authenticate: () => ({}) })),
      validateResponses: false,
    }),
  );
  const request = fc.constantFrom(...ROUTES).chain(nearby);
  await fc.assert(
    fc.asyncProperty(request, async (each) => {
      const [first, ...others] = await Promise.all(servers.map((server) => server(each)));
      for (const other of others) expect([other.status, other.text]).toEqual([first?.status, first?.text]);
      expect(first?.status).not.toBe(500);
    }),
    { numRuns: 1500 },
  );
});
