/** Clauses at their edges: each case is the smallest that a careless reading gets wrong. */
import {
  authorize,
  authorizeAgainstState,
  type JsonValue,
  lookupIn,
  type Pdu,
  readPdu,
  type Verdict,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { ALICE, authKeys, BOB, type Draft, member, type TestRoom, testRoom } from "./support/room.js";

function listedOf(room: TestRoom, event: Pdu): Pdu[] {
  const ids = room.create === undefined ? event.authEventIds : [...event.authEventIds, room.create.eventId];
  return [...room.events.values()].filter(({ eventId }) => ids.includes(eventId));
}

function judged(room: TestRoom, draft: Draft): Verdict {
  const event = room.make(draft, authKeys(room, draft));
  return authorize(event, { roomVersion: room.version, authEvents: listedOf(room, event) });
}

test.each<[string, JsonValue]>([
  ["an ID of another kind", "$x:a.example"],
  ["a room", "!x:a.example"],
  ["no localpart", "a.example:a.example"],
  ["no server", "@alice"],
  ["an empty server", "@alice:"],
  ["no text", 5],
  ["null", null],
])("join_authorised_via_users_server that is no user ID names no server, signed or not: %s", (_, user) => {
  const signed = { "ed25519:1": "AAAA" };
  const raw = { signatures: { "b.example": signed, "a.example": signed, "": signed } };
  const join = member(BOB, "join", BOB, { join_authorised_via_users_server: user });
  expect(judged(testRoom("8"), { ...join, raw })).toMatchObject({ allowed: false, ruleKey: "member.jauth" });
  expect(judged(testRoom("7"), { ...join, raw })).toMatchObject({ allowed: true });
});

test("where a level that counts is unreadable, the reason says which", () => {
  const levels = { users: { [ALICE]: 100 }, ban: "fifty" };
  const room = testRoom("6", { levels });
  expect(judged(room, member(BOB, "ban", ALICE))).toMatchObject({
    rule: "unspecified",
    reason: expect.stringContaining("the ban level unreadable"),
  });
  const repaired = { type: "m.room.power_levels", stateKey: "", content: { ...levels, ban: 40 } };
  expect(judged(room, repaired)).toMatchObject({
    rule: "unspecified",
    reason: expect.stringContaining("that for ban is unreadable and would be 40"),
  });
});

test.each([0, 40])("a state of events is looked up in alike, also with %i users more", (more) => {
  const room = testRoom("10", { joinRule: "knock" });
  for (let at = 0; at < more; at++) room.send(member(`@user${at}:a.example`, "knock"));
  const knock = room.make(member(BOB, "knock"));
  const state = lookupIn([...room.events.values()]);
  expect(authorizeAgainstState(knock, { roomVersion: "10", state })).toMatchObject({ allowed: true });
  const join = room.make(member(BOB, "join"));
  expect(authorizeAgainstState(join, { roomVersion: "10", state })).toMatchObject({ allowed: false });
});

test.each([
  ["6", "é".repeat(140), true],
  ["10", "é".repeat(255), true],
  ["10", "🚪".repeat(255), true],
  ["10", "é".repeat(256), false],
  ["10", "🚪".repeat(256), false],
  ["11", "é".repeat(140), false],
  ["11", "é".repeat(127), true],
  ["12", "🚪".repeat(64), false],
] as const)("O30: in version %s a state key of %s fits: %s", (version, stateKey, fits) => {
  const { json } = testRoom(version).make({ type: "org.example", stateKey });
  const read = readPdu({ ...json, signatures: {} }, version, { idsAsServersCount: true });
  expect(readPdu({ ...json, signatures: {} }, version).ok).toBe(Buffer.byteLength(stateKey) <= 255);
  expect(read.ok ? undefined : read.error.code).toBe(fits ? undefined : "pdu/field-too-large");
});
