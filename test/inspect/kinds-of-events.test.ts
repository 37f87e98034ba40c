/** Events in places and forms of their own: messages to devices, units between servers, templates, and what may be redacted. */
import { expect, test } from "vitest";
import { exchange, linesOf } from "./support/exchange.js";

const USER = "@ada:there.example";
const ROOM = "!room:example.org";
const room = encodeURIComponent(ROOM);
const signed = {
  authorization: 'X-Matrix origin="there.example",destination="here.example",key="ed25519:a",sig="AAAA"',
};
const send = (more: object): string[] => {
  const body = { origin: "there.example", origin_server_ts: 1, pdus: [], ...more };
  const sent = { body, headers: signed };
  return linesOf(exchange("PUT /_matrix/federation/v1/send/1", 200, { pdus: {} }, sent));
};
const pdu = (type: string, content: object): object => ({
  ...{ type, content, state_key: "", sender: USER, room_id: ROOM, origin_server_ts: 1, depth: 1 },
  ...{ auth_events: [], prev_events: [], hashes: { sha256: "a" }, signatures: {} },
});

test("messages to a device, which the answer of sync does not describe, are judged by their type", () => {
  const event = (content: object): object => ({ type: "m.room_key_request", sender: USER, content });
  const sync = (content: object): string[] =>
    linesOf(
      exchange("GET /_matrix/client/v3/sync", 200, {
        next_batch: "s",
        to_device: { events: [event(content)] },
      }),
    );
  const right = { action: "request_cancellation", request_id: "1", requesting_device_id: "A" };
  expect(sync(right)).toEqual([]);
  expect(sync({ ...right, action: null })).toEqual([
    "relayed warning sync body/to_device/events/*/content/action enum m.room_key_request",
  ]);
});

test("units between servers are judged by their type, and are the sending server's", () => {
  const typing = { room_id: ROOM, user_id: USER, typing: true };
  expect(send({ edus: [{ edu_type: "m.typing", content: typing }] })).toEqual([]);
  expect(send({ edus: [{ edu_type: "org.example.own", content: {} }] })).toEqual([]);
  expect(send({ edus: [{ edu_type: "m.typing", content: { ...typing, typing: null } }] })).toEqual([
    "client error sendTransaction body/edus/*/content/typing type m.typing",
  ]);
  const update = { user_id: USER, device_id: "A", stream_id: "1" };
  expect(send({ edus: [{ edu_type: "m.device_list_update", content: update }] })).toEqual([
    "client error sendTransaction body/edus/*/content/stream_id type m.device_list_update",
  ]);
  expect(send({ edus: [{ edu_type: null, content: [] }, null, 7] })).toEqual([
    "client error sendTransaction body/edus/* type",
    "client error sendTransaction body/edus/*/content type",
    "client error sendTransaction body/edus/*/edu_type type",
  ]);
});

test("messages to devices in a unit are judged by their type, and are their senders'", () => {
  const right = { action: "request_cancellation", request_id: "1", requesting_device_id: "A" };
  const unit = (message: unknown): string[] => {
    const messages = { "@bob:here.example": { B: message } };
    const content = { sender: USER, type: "m.room_key_request", message_id: "1", messages };
    return send({ edus: [{ edu_type: "m.direct_to_device", content }] });
  };
  expect(unit(right)).toEqual([]);
  expect(unit({ ...right, action: null })).toEqual([
    "relayed warning sendTransaction body/edus/*/content/messages/*/*/action enum m.room_key_request",
  ]);
  expect(unit({ ...right, request_id: undefined })).toEqual([
    "relayed warning sendTransaction body/edus/*/content/messages/*/*/request_id required m.room_key_request",
  ]);
});

test("account data that a server writes itself is its own", () => {
  const rules = { type: "m.push_rules", content: { global: null } };
  const sync = { next_batch: "s", account_data: { events: [rules] } };
  expect(linesOf(exchange("GET /_matrix/client/v3/sync", 200, sync))).toEqual([
    "server error sync body/account_data/events/*/content/global type m.push_rules",
  ]);
  const at = `/_matrix/client/v3/user/${encodeURIComponent(USER)}/account_data/m.push_rules`;
  expect(linesOf(exchange(`GET ${at}`, 200, rules.content))).toEqual([
    "server error getAccountData body/global type m.push_rules",
  ]);
});

test("what a server sends a bridge of its own making is its own", () => {
  const typing = { type: "m.typing", room_id: ROOM, content: { user_ids: null } };
  const body = { events: [], ephemeral: [typing] };
  expect(linesOf(exchange("PUT /_matrix/app/v1/transactions/1", 200, {}, { body }))).toEqual([
    "client error sendTransaction body/ephemeral/*/content/user_ids type m.typing",
  ]);
});

test("contents that a new room begins with are judged by the events that they become parts of", () => {
  const create = (body: object): string[] =>
    linesOf(exchange("POST /_matrix/client/v3/createRoom", 200, { room_id: ROOM }, { body }));
  const right = { power_level_content_override: { users: { [USER]: 100 } }, creation_content: {} };
  expect(create(right)).toEqual([]);
  const wrong = { power_level_content_override: { ban: "50" }, creation_content: { "m.federate": "no" } };
  expect(create(wrong)).toEqual([
    "client error createRoom body/creation_content/m.federate type m.room.create",
    "client error createRoom body/power_level_content_override/ban type m.room.power_levels",
  ]);
  expect(create({ creation_content: [] })).toEqual(["client error createRoom body/creation_content type"]);
});

test("a fault within one of several forms is told by itself, and is its maker's", () => {
  const event = { ...pdu("m.room.member", { membership: "invite" }), state_key: USER };
  const invite = (answer: object): string[] =>
    linesOf(
      exchange(`PUT /_matrix/federation/v1/invite/${room}/%24e`, 200, [200, { event: answer }], {
        body: { ...event, origin: "there.example" },
        headers: signed,
      }),
    );
  expect(invite({ ...event, origin: "there.example" })).toEqual([]);
  expect(invite(event)).toEqual(["relayed warning sendInviteV1 body/*/event/origin required"]);
  expect(
    invite({ ...event, origin: "there.example", content: { membership: "invite", avatar_url: 1 } }),
  ).toEqual(["relayed warning sendInviteV1 body/*/event/content/avatar_url type m.room.member"]);
});

test("what redaction leaves of an event is as it was: it may lack members, and not hold wrong ones", () => {
  const levels = { users: { [USER]: "100" }, ban: 50 };
  expect(send({ pdus: [pdu("m.room.power_levels", levels)] })).toEqual([
    "relayed warning sendTransaction body/pdus/*/content/users/* type m.room.power_levels",
  ]);
  expect(send({ pdus: [pdu("m.room.join_rules", { join_rule: null })] })).toEqual([
    "relayed warning sendTransaction body/pdus/*/content/join_rule enum m.room.join_rules",
  ]);
  expect(send({ pdus: [pdu("m.room.topic", {}), pdu("m.room.third_party_invite", {})] })).toEqual([]);
});

test("the template of an event is of the server that answers, though the event will be another's", () => {
  const event = {
    ...{ type: "m.room.member", sender: USER, state_key: USER, room_id: ROOM, origin_server_ts: 1 },
    ...{ origin: "here.example", content: { membership: "join", avatar_url: null } },
  };
  const path = `GET /_matrix/federation/v1/make_join/${room}/${encodeURIComponent(USER)}?ver=11`;
  expect(linesOf(exchange(path, 200, { room_version: "11", event }, { headers: signed }))).toEqual([
    "server error makeJoin body/event/content/avatar_url type m.room.member",
  ]);
});

test("a content that is not an object is one problem", () => {
  const path = `PUT /_matrix/client/v3/rooms/${room}/send/m.room.message/1`;
  expect(linesOf(exchange(path, 200, { event_id: "$e" }, { body: [1] }))).toEqual([
    "client error sendMessage body type",
  ]);
  const notification = { devices: [{ app_id: "a", pushkey: "b" }], type: "m.room.topic", content: null };
  expect(
    linesOf(exchange("POST /_matrix/push/v1/notify", 200, { rejected: [] }, { body: { notification } })),
  ).toEqual(["client error notify body/notification/content type"]);
});
