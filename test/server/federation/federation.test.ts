/** All parts over TLS on this machine: a server of ours, and fake ones that are honest or not. */
import {
  generateKeyPair,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  readPdu,
  signKeyDocument,
  verifyEvent,
} from "@knockgen/auth";
import { unimplemented } from "@knockgen/matrix/routes/server-server";
import { matrixRoutes } from "@knockgen/matrix/runtime/fastify";
import Fastify from "fastify";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createFederation, type Federation } from "../../../server/federation/federation.js";
import type { FederationAuth } from "../../../server/federation/incoming/request-auth.js";
import { tlsListenerOptions } from "../../../server/federation/incoming/tls-listener.js";
import { answerPdus, readTransaction } from "../../../server/federation/incoming/transaction-inbox.js";
import type { FederationRequest } from "../../../server/federation/transport/transport.js";
import { type FakeServer, type SeenRequest, startFakeServer } from "../support/fake-server.js";
import { memoryFederationStore } from "../support/memory-store.js";
import type { Reply } from "../support/reply.js";
import { testAuthority } from "../support/tls.js";

const DAY = 24 * 60 * 60 * 1000;
const authority = testAuthority();
const stops: (() => Promise<unknown>)[] = [];
let us: Federation;
let name = "";
let them: FakeServer;
/** IDs of the transactions that our server has really processed. */
const processed: string[] = [];

async function freePort(): Promise<number> {
  const fake = await startFakeServer({ authority });
  const port = Number(fake.name.split(":")[1]);
  await fake.close();
  return port;
}

function federation(timeoutMs: number): Promise<Federation> {
  return createFederation({
    serverName: name,
    store: memoryFederationStore(),
    ca: [authority.ca],
    allowPrivateAddresses: true,
    timeoutMs,
    maxBytes: 1024 * 1024,
    backOff: { firstMs: 20, maxMs: 100 },
    wakeEveryMs: 20,
  });
}

async function startUs(): Promise<void> {
  const port = await freePort();
  name = `127.0.0.1:${port}`;
  us = await federation(3_000);
  const { certFile, keyFile } = authority.certificate();
  const app = Fastify({ https: await tlsListenerOptions({ cert: certFile, key: keyFile }) });
  const handlers = {
    ...unimplemented,
    getServerKey: () => ok(us.own.document()),
    queryProfile: ({ auth }: { auth: FederationAuth }) => ok({ displayname: auth.origin }),
    sendTransaction: async ({ auth, path }: { auth: FederationAuth; path: { txnId: string } }) => {
      const read = readTransaction(auth.content);
      if (!read.ok) throw new Error(read.message);
      const answer = await us.inbox.answer(auth.origin, path.txnId, async () => {
        processed.push(path.txnId);
        return answerPdus(read.transaction.pdus, async (event) => ({ eventId: String(own(event, "id")) }));
      });
      return ok(answer);
    },
  };
  await app.register(matrixRoutes<FederationAuth>, {
    authenticate: us.authenticate,
    handlers,
    validateResponses: false,
  });
  await app.listen({ host: "127.0.0.1", port });
  stops.push(
    () => us.stop(),
    () => app.close(),
  );
}

function ok(body: JsonObject): { readonly status: 200; readonly body: JsonObject } {
  return { status: 200, body };
}

beforeAll(async () => {
  await startUs();
  them = await fake();
});
afterEach(() => {
  them.responders.length = 0;
  them.requests.length = 0;
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function fake(host: "127.0.0.1" | "localhost" = "localhost"): Promise<FakeServer> {
  const server = await startFakeServer({ authority, host });
  stops.push(() => server.close());
  return server;
}

const PROFILE = "/_matrix/federation/v1/query/profile?user_id=%40a%3Ax";

function profile(): FederationRequest {
  return { destination: name, method: "GET", uri: PROFILE };
}

it("lets in a server whose keys it can fetch", async () => {
  expect(await them.request(profile())).toEqual({ ok: true, value: { displayname: them.name } });
  expect(them.requests.map(({ uri }) => uri)).toEqual(["/_matrix/key/v2/server"]);
});

it("lets in two names on one address as two servers", async () => {
  const first = await fake("127.0.0.1");
  expect(await first.request(profile())).toEqual({ ok: true, value: { displayname: first.name } });
});

it.each<[string, (server: FakeServer) => void]>([
  ["signs with a key that it does not publish", (server) => (server.requestKey = generateKeyPair("fake"))],
  [
    "publishes the keys of another server",
    (server) => {
      server.keyDocument = () =>
        signKeyDocument({ serverName: "other.example", validUntilTs: Date.now() + DAY }, [server.key]);
    },
  ],
  [
    "publishes keys that have expired",
    (server) => {
      server.keyDocument = () =>
        signKeyDocument({ serverName: server.name, validUntilTs: Date.now() - 1 }, [server.key]);
    },
  ],
  [
    "publishes a document with a wrong signature",
    (server) => misdocument(server, { valid_until_ts: Date.now() + 2 * DAY }),
  ],
  ["sends its keys without end", (server) => server.responders.push(() => ({ flood: true }))],
  [
    "redirects to its keys",
    (server) => server.responders.push(() => ({ status: 302, text: "", headers: { location: "/" } })),
  ],
  ["publishes rubbish", (server) => server.responders.push(() => ({ text: "{" }))],
  ["closes the connection", (server) => server.responders.push(() => ({ drop: true }))],
])("answers 401 to a server that %s", async (_, misbehave) => {
  const server = await fake();
  misbehave(server);
  const refused = { kind: "http", status: 401, errcode: "M_UNAUTHORIZED" };
  expect(await server.request(profile())).toMatchObject({ ok: false, error: refused });
});

function misdocument(server: FakeServer, changes: Record<string, JsonValue>): void {
  const honest = server.keyDocument;
  server.keyDocument = () => ({ ...honest(), ...changes });
}

it("answers a transaction once, and its repeats alike", async () => {
  const transaction: FederationRequest = {
    destination: name,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/txn1",
    content: { origin: them.name, origin_server_ts: 1, pdus: [{ id: "$a" }, { id: "$b" }] },
  };
  const answers = await Promise.all([1, 2, 3].map(() => them.request(transaction)));
  answers.push(await them.request(transaction));
  for (const answer of answers) expect(answer).toEqual({ ok: true, value: { pdus: { $a: {}, $b: {} } } });
  expect(processed).toEqual(["txn1"]);
});

it("tells origins with the same transaction ID apart", async () => {
  const other = await fake("127.0.0.1");
  const content = { origin: "x", origin_server_ts: 1, pdus: [] };
  const request = {
    destination: name,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/txn1",
    content,
  } as const;
  expect(await other.request(request)).toEqual({ ok: true, value: { pdus: {} } });
});

it.each<[string, Reply]>([
  ["says nothing", { never: true }],
  ["answers drop by drop", { trickle: "{".repeat(100), pauseMs: 50 }],
])("gives up a server that %s", async (_, reply) => {
  them.responders.push(() => reply);
  const hasty = await federation(300);
  expect(await hasty.client.getEvent(them.name, "$e")).toMatchObject({
    ok: false,
    error: { kind: "timeout" },
  });
  await hasty.close();
});

it.each<[string, Reply, string]>([
  ["answers without end", { flood: true }, "too-large"],
  ["breaks off", { cut: "{" }, "unreachable"],
  ["redirects", { status: 307, text: "", headers: { location: "https://127.0.0.1/" } }, "http"],
  ["answers no JSON", { text: "<html>" }, "malformed"],
  ["answers JSON too deep to walk", { text: "[".repeat(100_000) + "]".repeat(100_000) }, "malformed"],
  ["answers a list of nothing", { json: [] }, "malformed"],
])("says what is wrong with a server that %s", async (_, reply, kind) => {
  them.responders.push(() => reply);
  expect(await us.client.getEvent(them.name, "$e")).toMatchObject({ ok: false, error: { kind } });
});

it.each<[string, object, Readonly<Record<string, string>>, number]>([
  ["in its body", { retry_after_ms: 50 }, {}, 50],
  ["in its header", {}, { "retry-after": "7" }, 7000],
  ["in both, of which the header counts", { retry_after_ms: 50 }, { "retry-after": "7" }, 7000],
  ["by a date", { retry_after_ms: 50 }, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, 0],
  ["by no number", { retry_after_ms: 50 }, { "retry-after": "9".repeat(400) }, 50],
])("passes on an error with the wait that it asks for %s", async (_, more, headers, retryAfterMs) => {
  const said = { errcode: "M_LIMIT_EXCEEDED", error: "slow down", ...more };
  them.responders.push(() => ({ status: 429, json: said, headers }));
  const error = {
    kind: "http",
    status: 429,
    errcode: "M_LIMIT_EXCEEDED",
    message: "slow down",
    retryAfterMs,
  };
  expect(await us.client.getEvent(them.name, "$e")).toMatchObject({ ok: false, error });
});

it("calls no private address unless that is allowed", async () => {
  const careful = await createFederation({
    serverName: "a.example",
    store: memoryFederationStore(),
    ca: [authority.ca],
  });
  const refused = { ok: false, error: { kind: "refused-address" } };
  expect(await careful.client.getEvent(them.name, "$e")).toMatchObject(refused);
  expect(await careful.client.getEvent(them.name.replace("localhost", "127.0.0.1"), "$e")).toMatchObject(
    refused,
  );
  expect(await careful.client.getEvent("169.254.169.254", "$e")).toMatchObject(refused);
  expect(await careful.client.getEvent("[::ffff:127.0.0.1]", "$e")).toMatchObject(refused);
  expect(them.requests).toEqual([]);
  await careful.stop();
});

const roomId = "!r:localhost";
const userId = (): string => `@u:${name}`;

function memberEvent(membership: string, changes: Record<string, JsonValue> = {}): JsonObject {
  return {
    type: "m.room.member",
    room_id: roomId,
    sender: userId(),
    state_key: userId(),
    content: { membership },
    auth_events: ["$a"],
    prev_events: ["$p"],
    depth: 3,
    ...changes,
  };
}

function templateFor(membership: string, changes: Record<string, JsonValue> = {}): Reply {
  return { json: { room_version: "10", event: memberEvent(membership, changes) } };
}

/** Answers make_x with a template and takes whatever send_x brings. */
function resident(server: FakeServer, template: Reply): JsonObject[] {
  const taken: JsonObject[] = [];
  server.responders.push(({ segments, content }: SeenRequest) => {
    const operation = segments[3] ?? "";
    if (operation.startsWith("make_")) return template;
    if (!operation.startsWith("send_") || !isJsonObject(content)) return undefined;
    taken.push(content);
    return { json: { knock_room_state: [{ type: "m.room.create" }], state: [], auth_chain: [] } };
  });
  return taken;
}

it("knocks through the first server that can, past those that are down, lie or know nothing (X2, N15)", async () => {
  const down = await fake();
  await down.close();
  const clueless = await fake();
  clueless.responders.push(() => ({ status: 404, json: { errcode: "M_NOT_FOUND", error: "no such room" } }));
  const liar = await fake();
  const signedForLiar = resident(liar, templateFor("knock", { sender: "@admin:x", state_key: "@admin:x" }));
  const taken = resident(them, templateFor("knock"));
  const result = await us.handshakes.knock({
    roomId,
    userId: userId(),
    via: [name, down.name, clueless.name, liar.name, them.name],
    content: { reason: "let me in" },
  });
  if (!result.ok) throw new Error(JSON.stringify(result));
  expect(result.server).toBe(them.name);
  expect(result.value.answer).toEqual([{ type: "m.room.create" }]);
  expect(signedForLiar).toEqual([]);
  expect(taken).toHaveLength(1);
  const pdu = readPdu(taken[0] ?? {}, "10");
  if (!pdu.ok) throw new Error(pdu.error.message);
  expect(pdu.value.eventId).toBe(result.value.eventId);
  expect(own(pdu.value.content, "reason")).toBe("let me in");
  expect(verifyEvent(pdu.value, "10", () => us.own.publicKeys)).toMatchObject({
    ok: true,
    hashMatches: true,
  });
});

it("asks with all the room versions that it knows, but not when leaving", async () => {
  resident(them, templateFor("knock"));
  await us.handshakes.knock({ roomId, userId: userId(), via: [them.name] });
  await us.handshakes.leave({ roomId, userId: userId(), via: [them.name] });
  expect(them.requests.map(({ uri }) => uri.split("?")[1]?.match(/ver=/g)?.length)).toEqual([
    12,
    undefined,
    undefined,
  ]);
});

it("asks the next server for a template of its own when the first does not take the event", async () => {
  const first = await fake();
  first.responders.push(({ segments }) =>
    segments[3] === "make_join"
      ? templateFor("join")
      : { status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } },
  );
  const taken = resident(them, templateFor("join", { depth: 9 }));
  const request = { roomId, userId: userId(), via: [first.name, them.name] };
  expect(await us.handshakes.join(request)).toMatchObject({ ok: true, server: them.name });
  expect(taken[0]).toMatchObject({ depth: 9 });
});

it("tells the most telling failure (N17)", async () => {
  const incompatible = { errcode: "M_INCOMPATIBLE_ROOM_VERSION", error: "no", room_version: "org.example" };
  const first = await fake();
  first.responders.push(() => ({ status: 400, json: incompatible }));
  them.responders.push(() => ({ status: 404, json: { errcode: "M_NOT_FOUND", error: "no" } }));
  const result = await us.handshakes.knock({ roomId, userId: userId(), via: [them.name, first.name] });
  expect(result).toMatchObject({
    ok: false,
    error: { kind: "http", status: 400, body: { room_version: "org.example" } },
    failures: [{ server: them.name }, { server: first.name }],
  });
});

it("gives up in the midst of a handshake when the caller does", async () => {
  const controller = new AbortController();
  them.responders.push(() => {
    controller.abort();
    return { never: true };
  });
  const request = { roomId, userId: userId(), via: [them.name, them.name], signal: controller.signal };
  expect(await us.handshakes.knock(request)).toMatchObject({ ok: false, error: { kind: "aborted" } });
});

it("delivers what waits once a server is well again, in one piece and once", async () => {
  let failures = 3;
  const ids: string[] = [];
  them.responders.push(({ segments }) => {
    if (segments[3] !== "send") return undefined;
    ids.push(segments[4] ?? "");
    return failures-- > 0 ? { status: 502, text: "bad gateway" } : undefined;
  });
  const before = them.pdus.length;
  await us.queue.enqueue(
    [them.name],
    [
      { kind: "pdu", json: { event_id: "$1" } },
      { kind: "pdu", json: { event_id: "$2" } },
    ],
  );
  await them.until(({ pdus }) => pdus.length >= before + 2);
  expect(them.pdus.slice(before)).toEqual([{ event_id: "$1" }, { event_id: "$2" }]);
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(1);
});

it("hands an invite over and gets it back signed", async () => {
  const event = memberEvent("invite", { hashes: { sha256: "x" }, origin_server_ts: 1 });
  const invite = { roomId, eventId: "$e", event, roomVersion: "10", roomState: [] };
  const signed = await us.client.invite(them.name, invite);
  const signatures = signed.ok ? own(signed.value, "signatures") : undefined;
  expect(isJsonObject(signatures) && Object.keys(signatures)).toEqual([them.name]);
});
