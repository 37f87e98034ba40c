/** Calls go through the generated routes as a server mounts them: these check path, query, body and signature. */
import {
  canonicalEventJson,
  canonicalJson,
  type JsonObject,
  type JsonValue,
  parseJson,
  signRequest,
} from "@knockgen/auth";
import { routes, unimplemented } from "@knockgen/matrix/routes/server-server";
import { createFetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { expect, it } from "vitest";
import { createFederationClient, type FederationClient } from "../../../server/federation/calls/client.js";
import { authenticateFederation } from "../../../server/federation/incoming/authenticate.js";
import type { FederationAuth } from "../../../server/federation/incoming/request-auth.js";
import { OwnKeyRing } from "../../../server/federation/keys/own-keys.js";
import type {
  FederationError,
  FederationRequest,
  FederationResult,
} from "../../../server/federation/transport/transport.js";
import { buildUri } from "../../../server/federation/transport/uri.js";
import { MemoryKeyStore } from "../support/memory-key-store.js";

const THEM = "them.example:8448";
const roomId = "!r/ü?:them.example";
const userId = "@u ser/&=:us.example";
const eventId = "$a/b+c";

interface Seen {
  readonly operation: string;
  readonly path: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly auth: unknown;
}

interface Call {
  readonly operation: { readonly name: string };
  readonly auth: FederationAuth;
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

async function rig(reply: JsonValue) {
  const seen: Seen[] = [];
  const own = await OwnKeyRing.open("us.example", new MemoryKeyStore());
  const record = ({ operation, path, query, body, auth }: Call) => {
    seen.push({ operation: operation.name, path, query, body, auth });
    return { status: 200, body: reply };
  };
  const fetchHandler = createFetchHandler({
    handlers: { ...unimplemented, ...Object.fromEntries(routes.map(({ name }) => [name, record])) },
    authenticate: authenticateFederation({
      serverName: THEM,
      keys: { keysOfCaller: async () => own.publicKeys },
    }),
    validateResponses: false,
  });
  const request = async ({
    method,
    uri,
    content,
  }: FederationRequest): Promise<FederationResult<JsonValue>> => {
    const signable = { method, uri, origin: "us.example", destination: THEM, content };
    const response = await fetchHandler(
      new Request(`https://${THEM}${uri}`, {
        method,
        headers: { authorization: signRequest(signable, own.signingKey) },
        ...(content === undefined ? {} : { body: canonicalJson(content) }),
      }),
    );
    const json = parseJson(await response.text());
    if (response.status !== 200) throw new Error(`${response.status} ${JSON.stringify(json)}`);
    return json.ok ? json : { ok: false, error: { kind: "malformed", message: json.error.message } };
  };
  return { seen, client: createFederationClient({ request }) };
}

const event: JsonObject = {
  type: "m.room.member",
  room_id: roomId,
  sender: userId,
  state_key: userId,
  content: { membership: "knock" },
  origin: "us.example",
  origin_server_ts: 1,
  depth: 5,
  auth_events: [],
  prev_events: [],
  hashes: { sha256: "x" },
  signatures: { "us.example": { "ed25519:1": "x" } },
};
const invite: JsonObject = { ...event, content: { membership: "invite" } };
const join: JsonObject = { ...event, content: { membership: "join" } };
const leave: JsonObject = { ...event, content: { membership: "leave" } };
const create: JsonObject = { type: "m.room.create", sender: userId, state_key: "", content: {} };

type Case = readonly [
  operation: string,
  call: (client: FederationClient) => Promise<FederationResult<unknown>>,
  reply: JsonValue,
  value: unknown,
  request: Partial<Seen>,
];

const room = { roomId, userId };
const sent = { roomId, eventId, event };
const PATHS = { room: { roomId }, member: { roomId, userId }, event: { roomId, eventId } };
const DIRECTORY = { chunk: [], total_room_count_estimate: 0 };

const CASES: readonly Case[] = [
  [
    "makeKnock",
    (c) => c.makeMembership(THEM, { kind: "knock", ...room, versions: ["7", "10"] }),
    { event },
    { event },
    { path: PATHS.member, query: { ver: ["7", "10"] } },
  ],
  [
    "makeJoin",
    (c) => c.makeMembership(THEM, { kind: "join", ...room, versions: ["1"] }),
    { event },
    { event },
    { path: PATHS.member, query: { ver: ["1"] } },
  ],
  [
    "makeLeave",
    (c) => c.makeMembership(THEM, { kind: "leave", ...room, versions: [] }),
    { event },
    { event },
    { path: PATHS.member },
  ],
  [
    "sendKnock",
    (c) => c.sendKnock(THEM, sent),
    { knock_room_state: [create, 5] },
    [create],
    { path: PATHS.event, body: event },
  ],
  ["sendKnock", (c) => c.sendKnock(THEM, sent), {}, [], {}],
  [
    "sendJoinV2",
    (c) => c.sendJoin(THEM, { ...sent, event: join }),
    { state: [create], auth_chain: [], event: join, members_omitted: false, servers_in_room: ["a"] },
    { state: [create], authChain: [], event: join, membersOmitted: false, serversInRoom: ["a"] },
    { path: PATHS.event, body: join },
  ],
  [
    "sendLeaveV2",
    (c) => c.sendLeave(THEM, { ...sent, event: leave }),
    {},
    {},
    { path: PATHS.event, body: leave },
  ],
  [
    "sendInviteV2",
    (c) => c.invite(THEM, { ...sent, event: invite, roomVersion: "10", roomState: [create] }),
    { event: invite },
    invite,
    { path: PATHS.event, body: { event: invite, room_version: "10", invite_room_state: [create] } },
  ],
  [
    "sendTransaction",
    (c) => c.sendTransaction(THEM, "t/1", { origin: "us.example", origin_server_ts: 1, pdus: [event] }),
    { pdus: { $a: {}, $b: { error: "no" } } },
    new Map([
      ["$a", undefined],
      ["$b", "no"],
    ]),
    { path: { txnId: "t/1" } },
  ],
  [
    "backfillRoom",
    (c) => c.backfill(THEM, { roomId, from: ["$a", "$b"], limit: 10 }),
    { pdus: [event] },
    [event],
    { path: PATHS.room, query: { v: ["$a", "$b"], limit: 10 } },
  ],
  [
    "getMissingPreviousEvents",
    (c) => c.getMissingEvents(THEM, { roomId, earliest: ["$a"], latest: ["$b"], limit: 5 }),
    { events: [event] },
    [event],
    { body: { earliest_events: ["$a"], latest_events: ["$b"], limit: 5, min_depth: 0 } },
  ],
  ["getEvent", (c) => c.getEvent(THEM, eventId), { pdus: [event] }, event, { path: { eventId } }],
  [
    "getRoomState",
    (c) => c.state(THEM, roomId, eventId),
    { pdus: [event], auth_chain: [] },
    { pdus: [event], authChain: [] },
    { query: { event_id: eventId } },
  ],
  [
    "getRoomStateIds",
    (c) => c.stateIds(THEM, roomId, eventId),
    { pdu_ids: ["$a"], auth_chain_ids: [] },
    { pduIds: ["$a"], authChainIds: [] },
    {},
  ],
  [
    "getEventAuth",
    (c) => c.eventAuth(THEM, roomId, eventId),
    { auth_chain: [event] },
    [event],
    { path: PATHS.event },
  ],
  [
    "queryRoomDirectory",
    (c) => c.queryDirectory(THEM, "#a b:them.example"),
    { room_id: "!r:x", servers: ["x"] },
    { room_id: "!r:x", servers: ["x"] },
    { query: { room_alias: "#a b:them.example" } },
  ],
  [
    "queryProfile",
    (c) => c.queryProfile(THEM, "@a:them.example", "displayname"),
    { displayname: "A" },
    { displayname: "A" },
    { query: { user_id: "@a:them.example", field: "displayname" } },
  ],
  ["getPublicRooms", (c) => c.publicRooms(THEM, { limit: 3 }), DIRECTORY, DIRECTORY, { query: { limit: 3 } }],
  [
    "queryPublicRooms",
    (c) => c.searchPublicRooms(THEM, { limit: 3 }),
    DIRECTORY,
    DIRECTORY,
    { body: { limit: 3 } },
  ],
  ["getVersion", (c) => c.version(THEM), { server: { name: "x" } }, { server: { name: "x" } }, {}],
];

it.each(CASES)("calls %s as its route wants it", async (operation, call, reply, value, request) => {
  const { client, seen } = await rig(reply);
  expect(await call(client)).toEqual({ ok: true, value });
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ operation, ...request });
  if (operation !== "getVersion") expect(seen[0]?.auth).toMatchObject({ origin: "us.example" });
});

const NO_EVENTS: readonly JsonValue[] = [
  null,
  [],
  5,
  {},
  { pdus: {}, state: {}, auth_chain: 1, events: null, pdu_ids: "$a", room_id: 5 },
];
const TOLERANT = new Set([
  "makeKnock",
  "makeJoin",
  "makeLeave",
  "sendLeaveV2",
  "sendKnock",
  "sendTransaction",
  "queryProfile",
  "getVersion",
]);

it.each(CASES.filter(([operation]) => !TOLERANT.has(operation)))(
  "takes %s without what it must hold for malformed",
  async (_, call) => {
    for (const reply of NO_EVENTS) {
      const { client } = await rig(reply);
      expect(await call(client), JSON.stringify(reply)).toMatchObject({
        ok: false,
        error: { kind: "malformed" },
      });
    }
  },
);

it("passes on why there is no answer", async () => {
  const error = { kind: "timeout", message: "" } as const;
  const client = createFederationClient({ request: async () => ({ ok: false, error }) });
  for (const [, call] of CASES) expect(await call(client)).toEqual({ ok: false, error });
});

type Send = (client: FederationClient) => Promise<FederationResult<unknown>>;

const OLD: readonly (readonly [endpoint: string, call: Send, inner: JsonValue, value: unknown])[] = [
  [
    "send_join",
    (c) => c.sendJoin(THEM, { ...sent, event: join }),
    { state: [create], auth_chain: [] },
    { state: [create], authChain: [], membersOmitted: false, serversInRoom: [] },
  ],
  ["send_leave", (c) => c.sendLeave(THEM, { ...sent, event: leave }), {}, {}],
  [
    "invite",
    (c) => c.invite(THEM, { ...sent, event: invite, roomVersion: "2", roomState: [create] }),
    { event: invite },
    invite,
  ],
];

/** A server that answers `error` to everything of version 2. */
function oldServer(
  error: Omit<Extract<FederationError, { kind: "http" }>, "kind" | "body">,
  inner: JsonValue,
) {
  const seen: FederationRequest[] = [];
  const client = createFederationClient({
    request: async (request) => {
      seen.push(request);
      if (request.uri.includes("/v2/")) return { ok: false, error: { kind: "http", body: {}, ...error } };
      return { ok: true, value: [200, inner] };
    },
  });
  return { client, seen };
}

it.each(OLD)("calls %s of version 1 where version 2 is unknown", async (endpoint, call, inner, value) => {
  for (const [status, errcode] of [
    [404, "M_UNRECOGNIZED"],
    [405, "M_UNRECOGNIZED"],
    [400, "M_UNRECOGNIZED"],
    [404, ""],
  ] as const) {
    const { client, seen } = oldServer({ status, errcode, message: "" }, inner);
    expect(await call(client), `${status} ${errcode}`).toEqual({ ok: true, value });
    expect(seen.map(({ uri }) => uri.split("/").slice(3, 5))).toEqual([
      ["v2", endpoint],
      ["v1", endpoint],
    ]);
  }
});

it.each(OLD)("does not call %s of version 1 for any other refusal", async (_, call, inner) => {
  for (const [status, errcode] of [
    [404, "M_NOT_FOUND"],
    [403, "M_FORBIDDEN"],
    [400, "M_INVALID_PARAM"],
    [400, ""],
    [500, "M_UNRECOGNIZED"],
  ] as const) {
    const { client, seen } = oldServer({ status, errcode, message: "" }, inner);
    expect(await call(client), `${status} ${errcode}`).toMatchObject({
      ok: false,
      error: { status, errcode },
    });
    expect(seen).toHaveLength(1);
  }
});

it("puts what an invite of version 1 comes with into the event, and sends none of a newer room", async () => {
  const unknown = { status: 404, errcode: "M_UNRECOGNIZED", message: "" };
  const { client, seen } = oldServer(unknown, { event: invite });
  const more = { ...sent, event: { ...invite, unsigned: { age: 1 } }, roomState: [create] };
  await client.invite(THEM, { ...more, roomVersion: "1" });
  expect(seen[1]?.content).toEqual({ ...invite, unsigned: { age: 1, invite_room_state: [create] } });
  expect(await client.invite(THEM, { ...more, roomVersion: "3" })).toMatchObject({ ok: false });
  expect(seen).toHaveLength(3);
});

it("keeps numbers as they were written", async () => {
  const client = createFederationClient({
    request: async () => parsed('{"pdus":[{"depth":9007199254740993,"x":1.0}]}'),
  });
  const got = await client.getEvent(THEM, eventId);
  expect(got.ok && canonicalEventJson(got.value)).toBe('{"depth":9007199254740993,"x":1.0}');
});

function parsed(text: string): FederationResult<JsonValue> {
  const json = parseJson(text);
  if (!json.ok) throw json.error;
  return json;
}

it("encodes whatever stands in a path or a query", () => {
  const uri = buildUri("/a/{x}", { x: "!ä/?#%:b" }, { ver: ["1", "ü&="], no: undefined, n: 5, b: true });
  expect(uri).toBe("/a/!%C3%A4%2F%3F%23%25%3Ab?ver=1&ver=%C3%BC%26%3D&n=5&b=true");
});

it.each<[string, (client: FederationClient) => Promise<FederationResult<unknown>>]>([
  ["a path", (client) => client.getEvent(THEM, "$\ud800")],
  ["a query", (client) => client.backfill(THEM, { roomId, from: ["$a", "$\udc00"], limit: 5 })],
])("O33 what has half a surrogate pair in %s is not sent", async (_, call) => {
  const client = createFederationClient({
    request: () => {
      throw new Error("it was sent");
    },
  });
  expect(await call(client)).toMatchObject({ ok: false, error: { kind: "unsendable" } });
});
