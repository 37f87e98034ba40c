/** Each departure that was seen in real software, and each thing that looked like one and is not. */
import { expect, test } from "vitest";
import { exchange, linesOf } from "./support/exchange.js";

const USER = "@ada:example.org";
const ROOM = "!room:example.org";
const room = encodeURIComponent(ROOM);
const member = (more: object = {}): object => ({
  type: "m.room.member",
  state_key: USER,
  sender: USER,
  event_id: "$event",
  room_id: ROOM,
  origin_server_ts: 1,
  content: { membership: "join", avatar_url: null },
  ...more,
});

test("a device with a name that is null, in the list and by itself", () => {
  const device = { device_id: "A", display_name: null };
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 200, { devices: [device, device] }))).toEqual([
    "server error getDevices body/devices/*/display_name type",
  ]);
  expect(linesOf(exchange("GET /_matrix/client/v3/devices/A", 200, device))).toEqual([
    "server error getDevice body/display_name type",
  ]);
});

test("a device that was never seen, with null instead of nothing", () => {
  const device = { device_id: "A", last_seen_ip: null, last_seen_ts: null };
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 200, { devices: [device] }))).toEqual([
    "server error getDevices body/devices/*/last_seen_ip type",
    "server error getDevices body/devices/*/last_seen_ts type",
  ]);
});

test("more problems than a check reports by itself do not hide the next kind", () => {
  const devices = [
    ...Array.from({ length: 60 }, (_, index) => ({ device_id: `D${index}`, display_name: null })),
    { device_id: "last", last_seen_ts: "now" },
  ];
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 200, { devices }))).toEqual([
    "server error getDevices body/devices/*/display_name type",
    "server error getDevices body/devices/*/last_seen_ts type",
  ]);
});

test("a joined member with an avatar that is null; the user in the path of the value is not part of the finding", () => {
  const joined = { [USER]: { display_name: "Ada", avatar_url: null } };
  expect(linesOf(exchange(`GET /_matrix/client/v3/rooms/${room}/joined_members`, 200, { joined }))).toEqual([
    "server error getJoinedMembersByRoom body/joined/*/avatar_url type",
  ]);
});

test("an empty answer where there is not a TURN server", () => {
  expect(linesOf(exchange("GET /_matrix/client/v3/voip/turnServer", 200, {}))).toEqual([
    "server error getTurnServer body/password required",
    "server error getTurnServer body/ttl required",
    "server error getTurnServer body/uris required",
    "server error getTurnServer body/username required",
  ]);
});

test("a token that is null where there is not a next page", () => {
  const answer = { notifications: [], next_token: null };
  expect(linesOf(exchange("GET /_matrix/client/v3/notifications", 200, answer))).toEqual([
    "server error getNotifications body/next_token type",
  ]);
});

test("an error without a code, of a known and of an unknown operation", () => {
  expect(linesOf(exchange("GET /_matrix/client/v3/thirdparty/protocol/irc", 404, { error: "no" }))).toEqual([
    "server error getProtocolMetadata body/errcode required",
  ]);
  expect(linesOf(exchange("GET /_matrix/federation/v1/nothing", 404, "<html>"))).toEqual([
    "server error unknown body/errcode required",
  ]);
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 502, "<html>"))).toEqual([
    "server error getDevices body/errcode required",
  ]);
});

test("a member event with an avatar that is null is relayed, wherever it stands", () => {
  const sync = { next_batch: "s", rooms: { join: { [ROOM]: { timeline: { events: [member()] } } } } };
  expect(linesOf(exchange("GET /_matrix/client/v3/sync", 200, sync))).toEqual([
    "relayed warning sync body/rooms/join/*/timeline/events/*/content/avatar_url type m.room.member",
  ]);
  const content = { membership: "join", avatar_url: null };
  const state = `GET /_matrix/client/v3/rooms/${room}/state/m.room.member/${encodeURIComponent(USER)}`;
  expect(linesOf(exchange(state, 200, content))).toEqual([
    "relayed warning getRoomStateWithKey body/avatar_url type m.room.member",
  ]);
  expect(linesOf(exchange(`${state}?format=event`, 200, member()))).toEqual([
    "relayed warning getRoomStateWithKey body/content/avatar_url type m.room.member",
  ]);
  const page = { start: "a", end: "b", chunk: [member()] };
  expect(linesOf(exchange(`GET /_matrix/client/v3/rooms/${room}/messages?dir=b`, 200, page))).toEqual([
    "relayed warning getRoomEvents body/chunk/*/content/avatar_url type m.room.member",
  ]);
});

test("member events that servers exchange are relayed too, in answers and in transactions", () => {
  const pdu = member({ auth_events: [], prev_events: [], hashes: { sha256: "a" }, signatures: {}, depth: 1 });
  const join = `PUT /_matrix/federation/v2/send_join/${room}/%24event`;
  const body = { ...pdu, origin: "example.org", content: { membership: "join" } };
  const state = { state: [pdu], auth_chain: [pdu], origin: "example.org" };
  expect(linesOf(exchange(join, 200, state, { body }))).toEqual([
    "relayed warning sendJoinV2 body/auth_chain/*/content/avatar_url type m.room.member",
    "relayed warning sendJoinV2 body/state/*/content/avatar_url type m.room.member",
  ]);
  const transaction = { origin: "example.org", origin_server_ts: 1, pdus: [pdu] };
  expect(
    linesOf(exchange("PUT /_matrix/federation/v1/send/1", 200, { pdus: {} }, { body: transaction })),
  ).toEqual(["relayed warning sendTransaction body/pdus/*/content/avatar_url type m.room.member"]);
});

test("events of which redaction has left little are not judged by their type between servers", () => {
  const left = member({ type: "m.room.message", content: {}, hashes: { sha256: "a" }, signatures: {} });
  const transaction = { origin: "example.org", origin_server_ts: 1, pdus: [left] };
  expect(
    linesOf(exchange("PUT /_matrix/federation/v1/send/1", 200, { pdus: {} }, { body: transaction })),
  ).toEqual([]);
});

test("a reason that is null", () => {
  for (const [name, operation] of Object.entries({ kick: "kick", ban: "ban" }))
    expect(
      linesOf(
        exchange(
          `POST /_matrix/client/v3/rooms/${room}/${name}`,
          200,
          {},
          { body: { user_id: USER, reason: null } },
        ),
      ),
    ).toEqual([`client error ${operation} body/reason type`]);
});

test("a query parameter that is not described", () => {
  const answer = { next_batch: "s" };
  expect(linesOf(exchange("GET /_matrix/client/v3/sync?_cacheBuster=1", 200, answer))).toEqual([
    "client info sync query/_cacheBuster unknown",
  ]);
});

test("a bridge says by whom and when it sends, of which the operations say nothing", () => {
  const query = `user_id=${encodeURIComponent(USER)}&ts=1`;
  const send = `PUT /_matrix/client/v3/rooms/${room}/send/org.example/1?${query}`;
  expect(linesOf(exchange(send, 200, { event_id: "$e" }, { body: {} }))).toEqual([]);
  const join = `POST /_matrix/client/v3/rooms/${room}/join?${query}`;
  expect(linesOf(exchange(join, 200, { room_id: ROOM }, { body: {} }))).toEqual([
    "client info joinRoomById query/ts unknown",
  ]);
});

test("paths of r0, and a token in the query, also of an open operation", () => {
  expect(linesOf(exchange("GET /_matrix/client/r0/sync", 200, { next_batch: "s" }))).toEqual([
    "client warning sync path/r0 release",
  ]);
  const profile = `GET /_matrix/client/v3/profile/${encodeURIComponent(USER)}?access_token=abc`;
  expect(linesOf(exchange(profile, 200, {}))).toEqual([
    "client warning getUserProfile query/access_token credential",
  ]);
});

test("an ID that looks like the version of a path is none", () => {
  const path = "/_matrix/client/v3/pushrules/global/content/r0/enabled";
  expect(linesOf(exchange(`GET ${path}`, 200, { enabled: true }))).toEqual([]);
});

test("a token in the query that the operation asks for", () => {
  const path = "GET /_matrix/federation/v1/openid/userinfo?access_token=abc";
  expect(linesOf(exchange(path, 200, { sub: USER }))).toEqual([]);
});

test("a text at /.well-known is not a departure", () => {
  expect(linesOf(exchange("GET /.well-known/matrix/client", 404, "Not found"))).toEqual([]);
});

test("a redirection at /.well-known is not a departure, and one elsewhere is news", () => {
  const at = (path: string): string[] => linesOf(exchange(`GET ${path}`, 301, ""));
  expect(["/.well-known/matrix/client", "/.well-known/matrix/server"].flatMap(at)).toEqual([]);
  expect(at("/_matrix/client/v3/devices")).toEqual(["server warning getDevices status status"]);
});

test("files at /.well-known should be of the type of JSON, and are read as JSON whatever their type", () => {
  const answerHeaders = { "content-type": "application/octet-stream" };
  const server = (name: unknown): string[] =>
    linesOf(exchange("GET /.well-known/matrix/server", 200, { "m.server": name }, { answerHeaders }));
  expect(server("a.example:8448")).toEqual(["server warning getWellKnown media-type media-type"]);
  expect(server(null)).toEqual([
    "server error getWellKnown body/m.server type",
    "server warning getWellKnown media-type media-type",
  ]);
  expect(linesOf(exchange("GET /.well-known/matrix/client", 200, "<html>"))).toEqual([
    "server error getWellknown media-type media-type",
  ]);
});

test("an error of the standard form whose parts are not texts", () => {
  const error = (answer: object): string[] =>
    linesOf(exchange("GET /_matrix/client/v3/devices", 403, answer));
  expect(error({ errcode: "M_FORBIDDEN", error: null })).toEqual(["server error getDevices body/error type"]);
  expect(error({ errcode: null, error: "no" })).toEqual(["server error getDevices body/errcode type"]);
});

test("contents are judged by type and sub-type", () => {
  const send = (body: object): string[] =>
    linesOf(
      exchange(
        `PUT /_matrix/client/v3/rooms/${room}/send/m.room.message/1`,
        200,
        { event_id: "$e" },
        { body },
      ),
    );
  expect(send({ msgtype: "m.text", body: "hello" })).toEqual([]);
  expect(send({ msgtype: "org.example.own", body: "hello" })).toEqual([]);
  expect(send({ msgtype: "m.location", body: "here" })).toEqual([
    "client error sendMessage body/geo_uri required m.room.message",
  ]);
});

test("what is left of a redacted event is not judged by its type", () => {
  const redacted = member({
    type: "m.room.message",
    content: {},
    unsigned: { redacted_because: member({ type: "m.room.redaction", content: {} }) },
  });
  const { state_key: _, ...message } = redacted as { state_key?: string };
  const page = { start: "a", end: "b", chunk: [message] };
  expect(linesOf(exchange(`GET /_matrix/client/v3/rooms/${room}/messages?dir=b`, 200, page))).toEqual([]);
});

test("events in `unsigned` are judged as if they stood by themselves: what they replace, their redaction, what relates to them", () => {
  const inside = (unsigned: object, more: object = {}): string[] => {
    const event = member({ content: { membership: "join" }, unsigned, ...more });
    return linesOf(
      exchange(`GET /_matrix/client/v3/rooms/${room}/messages?dir=b`, 200, {
        ...{ start: "a", end: "b" },
        chunk: [event],
      }),
    );
  };
  const at = "relayed warning getRoomEvents body/chunk/*/unsigned";
  const prev_content = { membership: "invite", avatar_url: null };
  expect(inside({ prev_content })).toEqual([`${at}/prev_content/avatar_url type m.room.member`]);
  expect(inside({ prev_content: { membership: "invite" } })).toEqual([]);
  const redaction = (content: object): object => member({ type: "m.room.redaction", content });
  expect(inside({ redacted_because: redaction({ reason: null }) })).toEqual([
    `${at}/redacted_because/content/reason type m.room.redaction`,
  ]);
  const latest_event = member({ unsigned: { prev_content } });
  expect(inside({ "m.relations": { "m.thread": { latest_event } } })).toEqual([
    `${at}/m.relations/m.thread/latest_event/content/avatar_url type m.room.member`,
    `${at}/m.relations/m.thread/latest_event/unsigned/prev_content/avatar_url type m.room.member`,
  ]);
  // A content that was redacted, or that unsets state, lacks nothing.
  expect(inside({ prev_content: {} }, { type: "m.room.topic", content: { topic: "new" } })).toEqual([]);
  const rules = { type: "m.room.join_rules", content: { join_rule: "public" } };
  expect(inside({ prev_content: {} }, rules)).toEqual([]);
  expect(inside({ redacted_because: { event_id: "$event" }, prev_content: 4 })).toEqual([
    "server error getRoomEvents body/chunk/*/unsigned/* type",
  ]);
});

test("state that was unset by an empty content is not a departure, but for state that a room needs", () => {
  const set = (type: string): string[] =>
    linesOf(
      exchange(`PUT /_matrix/client/v3/rooms/${room}/state/${type}/`, 200, { event_id: "$e" }, { body: {} }),
    );
  expect(set("m.room.topic")).toEqual([]);
  expect(set("m.space.child")).toEqual([]);
  expect(set("m.room.join_rules")).toEqual([
    "client error setRoomStateWithKey body/join_rule required m.room.join_rules",
  ]);
});

test("parts of events that a filter has left out are not missing", () => {
  const event = { type: "m.room.message", content: { body: "hello" } };
  const sync = { next_batch: "s", rooms: { join: { [ROOM]: { timeline: { events: [event] } } } } };
  const filter = encodeURIComponent(JSON.stringify({ event_fields: ["type", "content.body"] }));
  expect(linesOf(exchange(`GET /_matrix/client/v3/sync?filter=${filter}`, 200, sync))).toEqual([]);
  expect(linesOf(exchange("GET /_matrix/client/v3/sync?filter=7", 200, sync))).toEqual([]);
  expect(linesOf(exchange("GET /_matrix/client/v3/sync", 200, sync)).length).toBeGreaterThan(2);
});

test("stripped state has a form of its own", () => {
  const events = [{ type: "m.room.name", state_key: "", sender: USER, content: { name: "A" } }];
  const sync = { next_batch: "s", rooms: { invite: { [ROOM]: { invite_state: { events } } } } };
  expect(linesOf(exchange("GET /_matrix/client/v3/sync", 200, sync))).toEqual([]);
});

test("a server that lacks an operation says so, and does not depart", () => {
  const answer = { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" };
  expect(linesOf(exchange("GET /_matrix/client/v1/rooms/!a/hierarchy", 404, answer))).toEqual([]);
});

test("the standard form of errors is right at any status, described or not", () => {
  const answer = { errcode: "M_MISSING_TOKEN", error: "Missing token" };
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 401, answer))).toEqual([]);
  expect(linesOf(exchange("DELETE /_matrix/client/v3/devices/A", 401, answer, { body: {} }))).toEqual([]);
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 500, { errcode: "M_UNKNOWN" }))).toEqual([]);
});

test("members that many errors have are of their type at any status", () => {
  const at = (status: number, answer: object): string[] =>
    linesOf(exchange("GET /_matrix/client/v3/devices", status, answer));
  const limited = { errcode: "M_LIMIT_EXCEEDED" };
  expect(at(429, { ...limited, retry_after_ms: 100 })).toEqual([]);
  for (const wrong of [null, "100", 1.5])
    expect(at(429, { ...limited, retry_after_ms: wrong })).toEqual([
      "server error getDevices body/retry_after_ms type",
    ]);
  expect(at(401, { errcode: "M_UNKNOWN_TOKEN", soft_logout: "true" })).toEqual([
    "server error getDevices body/soft_logout type",
  ]);
  const described = `GET /_matrix/federation/v1/make_join/${room}/${encodeURIComponent(USER)}`;
  const unfit = { errcode: "M_INCOMPATIBLE_ROOM_VERSION", error: "no", room_version: 10 };
  expect(linesOf(exchange(described, 400, unfit))).toEqual(["server error makeJoin body/room_version type"]);
});

test("a question for a password is right where it is not described, and nothing else is", () => {
  const at = (status: number, answer: object): string[] =>
    linesOf(exchange("POST /_matrix/client/v3/keys/device_signing/upload", status, answer, { body: {} }));
  const flows = [{ stages: ["m.login.password"] }];
  expect(at(401, { session: "a", flows, params: {} })).toEqual([]);
  expect(
    linesOf(exchange("POST /_matrix/client/v3/register", 401, { session: null, flows }, { body: {} })),
  ).toEqual(["server error register body/session type"]);
  for (const [status, answer] of [
    [401, { session: "a" }],
    [401, { flows: {} }],
    [401, { flows: [null] }],
    [404, { flows }],
  ] as const)
    expect(at(status, answer), JSON.stringify(answer)).toHaveLength(1);
});

test("a status that is not described is news below 400", () => {
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 201, { devices: [] }))).toEqual([
    "server warning getDevices status status",
  ]);
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 304, ""))).toEqual([]);
});

test("the answer to HEAD may be without headers that describe its body", () => {
  const at = (method: string): string[] =>
    linesOf(exchange(`${method} /_matrix/client/v1/media/download/example.org/a`, 200, ""));
  expect(at("HEAD")).toEqual([]);
  expect(at("GET")).toEqual(["server error getContentAuthed header/content-disposition required"]);
});

test("an answer that is not JSON, and one that only says so", () => {
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 200, "<html>"))).toEqual([
    "server error getDevices media-type media-type",
  ]);
  const headers = { "content-type": "application/json" };
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 200, "{", { answerHeaders: headers }))).toEqual([
    "server error getDevices body json",
  ]);
});

test("slips of the specification count for nobody", () => {
  const irc = { user_fields: [], location_fields: [], field_types: {}, instances: [] };
  expect(linesOf(exchange("GET /_matrix/client/v3/thirdparty/protocols", 200, { irc }))).toEqual([]);
});

test("integers beyond 2^53 and members that are not described are allowed", () => {
  const device = { device_id: "A", last_seen_ts: 2 ** 60, "org.example": null };
  expect(linesOf(exchange("GET /_matrix/client/v3/devices", 200, { devices: [device] }))).toEqual([]);
});

test("a flood of unknown parameters is told of in part", () => {
  const names = Array.from({ length: 2_000 }, (_, index) => `p${index}=1`);
  const lines = linesOf(exchange(`GET /_matrix/client/v3/devices?${names.join("&")}`, 200, { devices: [] }));
  expect(lines).toHaveLength(200);
  expect(lines[0]).toContain("query/p0 unknown");
});
