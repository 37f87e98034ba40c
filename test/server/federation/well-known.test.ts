import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { anyAddress } from "../../../server/federation/transport/address.js";
import { cacheLifetime } from "../../../server/federation/transport/cache-lifetime.js";
import { HttpsClient } from "../../../server/federation/transport/https-client.js";
import { type WellKnown, wellKnownFetcher } from "../../../server/federation/transport/well-known.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import type { Reply } from "../support/reply.js";
import { testAuthority } from "../support/tls.js";

const HOUR = 60 * 60 * 1000;
const authority = testAuthority();
const certificate = authority.certificate(["a.example", "b.example"]);
const hosts = async () => [{ address: "127.0.0.1", family: 4 }];
const https = new HttpsClient({ ca: [authority.ca], addresses: anyAddress, hosts });
let server: FakeServer;
let port = 0;

beforeAll(async () => {
  server = await startFakeServer({ authority, certificate });
  port = Number(server.name.split(":")[1]);
});
afterEach(() => {
  server.responders.length = 0;
  server.requests.length = 0;
});
afterAll(async () => {
  https.close();
  await server.close();
});

function fetchFrom(host: string, reply: (uri: string) => Reply, timeoutMs = 8_000): Promise<WellKnown> {
  server.responders.push(({ uri }) => reply(uri));
  return wellKnownFetcher(https, { port, timeoutMs })(host);
}

const NOTHING = { delegated: undefined, lifetimeMs: 0 };

it("reads where a server is, whatever the content type", async () => {
  const found = await fetchFrom("a.example", () => ({
    text: '{"m.server":"fed.example:443"}',
    headers: { "content-type": "text/plain", "cache-control": "public, max-age=7200" },
  }));
  expect(found).toEqual({ delegated: "fed.example:443", lifetimeMs: 2 * HOUR });
  expect(server.requests.map(({ uri }) => uri)).toEqual(["/.well-known/matrix/server"]);
});

it("follows redirects to other places and hosts", async () => {
  const found = await fetchFrom("a.example", (uri) =>
    uri.startsWith("/.well")
      ? { status: 302, text: "", headers: { location: "/second" } }
      : uri === "/second"
        ? { status: 308, text: "", headers: { location: `https://b.example:${port}/third` } }
        : { json: { "m.server": "fed.example" } },
  );
  expect(found).toEqual({ delegated: "fed.example", lifetimeMs: 24 * HOUR });
  expect(server.requests.at(-1)?.headers.get("host")).toBe(`b.example:${port}`);
});

it.each<[string, (uri: string) => Reply, number]>([
  ["a loop", () => ({ status: 302, text: "", headers: { location: "/.well-known/matrix/server" } }), 1],
  ["redirects without end", (uri) => ({ status: 302, text: "", headers: { location: `${uri}x` } }), 6],
  [
    "a redirect to http",
    () => ({ status: 302, text: "", headers: { location: `http://a.example:${port}/` } }),
    1,
  ],
  ["a redirect to nowhere", () => ({ status: 302, text: "" }), 1],
  ["a redirect to rubbish", () => ({ status: 302, text: "", headers: { location: "https://[" } }), 1],
  ["another status", () => ({ status: 404, json: { "m.server": "fed.example" } }), 1],
  ["no JSON", () => ({ text: "m.server" }), 1],
  ["a list", () => ({ text: '["fed.example"]' }), 1],
  ["no name", () => ({ json: { "m.server": 5 } }), 1],
  ["a name that is none", () => ({ json: { "m.server": "https://fed.example" } }), 1],
  ["a broken answer", () => ({ cut: '{"m.server"' }), 1],
  ["a flood", () => ({ flood: true }), 1],
])("takes %s for no answer", async (_, reply, requests) => {
  expect(await fetchFrom("a.example", reply)).toEqual(NOTHING);
  expect(server.requests).toHaveLength(requests);
});

it("waits no longer than it may, redirects included", async () => {
  const slow = (uri: string): Reply => ({ status: 302, text: "", headers: { location: `${uri}x` } });
  server.responders.push(async ({ uri }) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return slow(uri);
  });
  expect(await wellKnownFetcher(https, { port, timeoutMs: 400 })("a.example")).toEqual(NOTHING);
});

it("does not believe a host with a certificate for another", async () => {
  expect(await fetchFrom("c.example", () => ({ json: { "m.server": "fed.example" } }))).toEqual(NOTHING);
  expect(server.requests).toHaveLength(0);
});

it("refuses to be redirected into the own network", async () => {
  const outside = new HttpsClient({
    ca: [authority.ca],
    // As if a.example were outside, while everything else is here.
    addresses: (address) => address === "127.0.0.1",
    hosts: async (host) => [
      { address: host === "a.example" ? "127.0.0.1" : "::1", family: host === "a.example" ? 4 : 6 },
    ],
  });
  server.responders.push(() => ({
    status: 302,
    text: "",
    headers: { location: `https://b.example:${port}/` },
  }));
  expect(await wellKnownFetcher(outside, { port })("a.example")).toEqual(NOTHING);
  expect(server.requests).toHaveLength(1);
  outside.close();
});

const BOUNDS = { minMs: 1_000, defaultMs: 50_000, maxMs: 100_000 };
it.each<[Record<string, string>, number]>([
  [{}, 50_000],
  [{ "cache-control": "max-age=20" }, 20_000],
  [{ "cache-control": "Public, Max-Age=20", age: "5" }, 15_000],
  [{ "cache-control": "max-age=20", age: "50" }, 1_000],
  [{ "cache-control": "max-age=999999" }, 100_000],
  [{ "cache-control": "max-age=nonsense" }, 50_000],
  [{ "cache-control": "no-store, max-age=20" }, 1_000],
  [{ "cache-control": "no-cache" }, 1_000],
  [{ expires: "Thu, 01 Jan 1970 00:00:40 GMT" }, 30_000],
  [{ expires: "Thu, 01 Jan 1970 00:00:01 GMT" }, 1_000],
  [{ expires: "0" }, 1_000],
  [{ "cache-control": "max-age=20", expires: "0" }, 20_000],
])("keeps an answer with %j for %i ms", (headers, lifetimeMs) => {
  expect(cacheLifetime(new Map(Object.entries(headers)), 10_000, BOUNDS)).toBe(lifetimeMs);
});
