/** O50: `null` among power levels of versions 1 to 9. */
import {
  authorize,
  authorizeAgainstState,
  type JsonObject,
  type RoomVersion,
  type Verdict,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { ALICE, authKeys, BOB, CAROL, type Draft, member, type TestRoom, testRoom } from "./support/room.js";

function judged(room: TestRoom, draft: Draft): Verdict {
  const event = room.make(draft, authKeys(room, draft));
  const ids = [...event.authEventIds];
  const authEvents = [...room.events.values()].filter(({ eventId }) => ids.includes(eventId));
  const listed = authorize(event, { roomVersion: room.version, authEvents });
  expect(authorizeAgainstState(event, { roomVersion: room.version, state: room.lookup }).allowed).toBe(
    listed.allowed,
  );
  return listed;
}

function roomWith(version: RoomVersion, levels: JsonObject): TestRoom {
  const room = testRoom(version, { levels });
  room.send(member(BOB, "join"));
  return room;
}

const OLD: readonly RoomVersion[] = ["1", "3", "6", "9"];

test.each(OLD)("O50: in version %s a null in the state is a level that is not given", (version) => {
  const nothing = { ban: null, kick: null, invite: null, redact: null, users_default: null };
  const room = roomWith(version, { users: { [ALICE]: 100 }, events: { "m.room.message": null }, ...nothing });
  expect(judged(room, { sender: BOB })).toMatchObject({ allowed: true });
  expect(judged(room, member(BOB, "ban", ALICE))).toMatchObject({ allowed: true });
  expect(judged(room, member(BOB, "leave", ALICE))).toMatchObject({ allowed: true });
  expect(judged(room, member(CAROL, "invite", BOB))).toMatchObject({ allowed: true });
  expect(judged(room, member(ALICE, "ban", BOB))).toMatchObject({ allowed: false });
});

test.each(OLD)("O50: in version %s nulls can be kept, or mended, but not brought in", (version) => {
  const room = roomWith(version, { users: { [ALICE]: 100 }, ban: null, events: { "m.room.name": null } });
  const levels = (content: JsonObject): Draft => ({ type: "m.room.power_levels", stateKey: "", content });
  const users = { [ALICE]: 100 };
  expect(judged(room, levels({ users, ban: null, kick: 40, events: { "m.room.name": null } }))).toMatchObject(
    { allowed: true },
  );
  expect(judged(room, levels({ users, ban: 60, events: { "m.room.name": 50 } }))).toMatchObject({
    allowed: true,
  });
  expect(judged(room, levels({ users }))).toMatchObject({ allowed: true });
  expect(
    judged(room, levels({ users, ban: null, kick: null, events: { "m.room.name": null } })),
  ).toMatchObject({
    allowed: false,
    rule: "unspecified",
  });
});

test.each(OLD)("O50: in version %s a null default for events stays unreadable", (version) => {
  expect(
    judged(roomWith(version, { users: { [ALICE]: 100 }, events_default: null }), { sender: BOB }),
  ).toMatchObject({
    rule: "unspecified",
  });
  const topic: Draft = { type: "m.room.topic", stateKey: "" };
  expect(judged(roomWith(version, { users: { [ALICE]: 100 }, state_default: null }), topic)).toMatchObject({
    rule: "unspecified",
  });
});

test("O50: from version 10 on such power levels never enter a room", () => {
  const room = testRoom("10");
  const levels: Draft = {
    type: "m.room.power_levels",
    stateKey: "",
    content: { users: { [ALICE]: 100 }, ban: null },
  };
  expect(judged(room, levels)).toMatchObject({ allowed: false, ruleKey: "pl.ints" });
});
