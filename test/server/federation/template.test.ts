import {
  eventId,
  generateKeyPair,
  isJsonObject,
  isRoomVersion,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  own,
  ROOM_VERSIONS,
  readPdu,
  verifyEvent,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { TemplateRequest } from "../../../server/federation/calls/membership-calls.js";
import { checkTemplate, completeTemplate } from "../../../server/federation/calls/template.js";

const versions = Object.keys(ROOM_VERSIONS).filter(isRoomVersion);
const roomId = "!r:them.example";
const userId = "@u:us.example";
const asked: TemplateRequest = { kind: "knock", roomId, userId, versions };
const good: JsonObject = {
  type: "m.room.member",
  room_id: roomId,
  sender: userId,
  state_key: userId,
  content: { membership: "knock" },
  auth_events: ["$create"],
  prev_events: ["$prev"],
  depth: 8,
  origin: "them.example",
  origin_server_ts: 5,
  prev_state: [],
};

function answer(changes: Record<string, JsonValue> = {}, room_version: JsonValue = "10"): JsonObject {
  return { room_version, event: { ...good, ...changes } };
}

it("takes a template that is what was asked for (N15)", () => {
  expect(checkTemplate(answer(), asked)).toEqual({ ok: true, template: { roomVersion: "10", event: good } });
});

it.each<[string, JsonValue]>([
  ["no object", "knock"],
  ["null", null],
  ["a list", []],
  ["no event", { room_version: "10" }],
  ["an event that is none", { room_version: "10", event: "x" }],
  ["no room version", { event: good }],
  ["an event that is larger than events may be", answer({ auth_events: Array(70_000).fill({}) })],
  ["a room version that does not exist", answer({}, "org.example")],
  ["a room version that is no string", answer({}, 10)],
  ["another room", answer({ room_id: "!other:them.example" })],
  ["no room", { room_version: "10", event: { ...good, room_id: null } }],
  ["another sender", answer({ sender: "@admin:us.example" })],
  ["another target", answer({ state_key: "@admin:us.example" })],
  ["an empty state key", answer({ state_key: "" })],
  ["another user in both places", answer({ sender: "@admin:us.example", state_key: "@admin:us.example" })],
  ["another type", answer({ type: "m.room.power_levels" })],
  ["a join instead of a knock", answer({ content: { membership: "join" } })],
  ["no membership", answer({ content: {} })],
  ["no content", answer({ content: "knock" })],
])("refuses %s", (_, value) => {
  expect(checkTemplate(value, asked)).toMatchObject({ ok: false });
});

it("refuses a room version that it did not ask for", () => {
  expect(checkTemplate(answer(), { ...asked, versions: ["7"] })).toMatchObject({ ok: false });
});

it.each(["join", "leave"] as const)("reads version 1 where the answer to make_%s names none", (kind) => {
  const event = { ...good, content: { membership: kind } };
  expect(checkTemplate({ event }, { ...asked, kind })).toMatchObject({
    ok: true,
    template: { roomVersion: "1" },
  });
});

const key = generateKeyPair("1");
const completion = {
  serverName: "us.example",
  key,
  ts: 1_000,
  content: { reason: "let me in", membership: "ban" },
};

it.each(versions)("makes an event of version %s that its receivers accept", (roomVersion) => {
  const isV12 = roomVersion === "12";
  const reference = (id: string): JsonValue => (Number(roomVersion) < 3 ? [`${id}:a`, { sha256: "x" }] : id);
  const room_id = isV12 ? `!${"a".repeat(43)}` : roomId;
  const id = `$${"a".repeat(43)}`;
  const event = {
    ...good,
    room_id,
    auth_events: [reference(id)],
    prev_events: [reference(id)],
    unsigned: { age: 3 },
  };
  const completed = completeTemplate({ roomVersion, event }, completion);
  if (completed === undefined) throw new Error("no event");
  expect(own(completed.event, "content")).toEqual({ reason: "let me in", membership: "knock" });
  expect(Object.keys(completed.event)).not.toContain("prev_state");
  expect(Object.keys(completed.event)).not.toContain("unsigned");
  const pdu = readPdu(completed.event, roomVersion);
  if (!pdu.ok) throw new Error(pdu.error.message);
  expect(pdu.value.eventId).toBe(completed.eventId);
  const checked = verifyEvent(pdu.value, roomVersion, () => [key]);
  expect(checked).toMatchObject({ ok: true, hashMatches: true });
});

it("keeps who authorises a restricted join, and nothing else that the other server wrote", () => {
  const content = {
    membership: "join",
    join_authorised_via_users_server: "@a:them.example",
    displayname: "Mallory",
  };
  const completed = completeTemplate(
    { roomVersion: "10", event: { ...good, content } },
    { ...completion, content: {} },
  );
  expect(own(completed?.event ?? {}, "content")).toEqual({
    membership: "join",
    join_authorised_via_users_server: "@a:them.example",
  });
});

it.each<[string, Record<string, JsonValue>]>([
  ["no place in the room", { prev_events: "x" }],
  ["references that are none", { auth_events: [5] }],
  ["too many references", { prev_events: Array(21).fill("$x") }],
  ["a depth that is none", { depth: "deep" }],
])("makes nothing of a template with %s", (_, changes) => {
  expect(completeTemplate({ roomVersion: "10", event: { ...good, ...changes } }, completion)).toBeUndefined();
});

it("makes nothing of text that cannot be encoded", () => {
  const content = { reason: "\ud800" };
  expect(completeTemplate({ roomVersion: "10", event: good }, { ...completion, content })).toBeUndefined();
});

it("gives the ID that others compute", () => {
  const completed = completeTemplate({ roomVersion: "10", event: good }, completion);
  if (completed === undefined || !isJsonObject(completed.event)) throw new Error("no event");
  expect(completed.eventId).toBe(eventId(completed.event, "10"));
});

const field = fc.constantFrom(
  "room_id",
  "sender",
  "state_key",
  "type",
  "content",
  "auth_events",
  "prev_events",
  "depth",
  "x",
);
const junk: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(
    roomId,
    userId,
    "m.room.member",
    "",
    null,
    0,
    -1,
    2n ** 64n,
    new JsonFloat(1.5),
    "$a",
  ),
  fc.string(),
  fc.array(fc.constantFrom("$a", "$b")),
  fc.record(
    { membership: fc.constantFrom("knock", "join", "ban"), reason: fc.string() },
    { requiredKeys: [] },
  ),
);

it("never signs anything but a membership of the user who asked, in the room that they asked about", () => {
  fc.assert(
    fc.property(
      fc.dictionary(field, junk, { maxKeys: 4 }),
      fc.constantFrom(...versions, "unheard-of"),
      (changes, version) => {
        const check = checkTemplate(answer(changes, version), asked);
        if (!check.ok) return;
        const completed = completeTemplate(check.template, completion);
        if (completed === undefined) return;
        expect(completed.event).toMatchObject({
          room_id: roomId,
          sender: userId,
          state_key: userId,
          type: "m.room.member",
          content: { membership: "knock", reason: "let me in" },
          origin_server_ts: 1_000,
        });
      },
    ),
    { numRuns: 500 },
  );
});
