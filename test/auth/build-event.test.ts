/** O53: events of our own, made and checked in one step; and the check of a room that another server gives. */
import {
  type BuiltEvent,
  checkGivenState,
  checkPdu,
  type JsonObject,
  lookupIn,
  type Pdu,
  redactedEventId,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { BuiltRoom, begun, keysOf } from "./support/built-room.js";
import { ALICE, BOB, VERSIONS } from "./support/room.js";

test.each(VERSIONS)("O53: others accept what is built, in version %s", (version) => {
  const room = begun(version);
  const before: Pdu[] = [];
  for (const event of room.events) {
    const state = lookupIn([...before].reverse());
    const receipt = checkPdu(event.json, {
      roomVersion: version,
      keysOf,
      events: (id) => before.find(({ eventId }) => eventId === id),
      isRejected: () => false,
      stateBefore: () => state,
      currentState: state,
    });
    expect(receipt).toMatchObject({ outcome: "accepted", redacted: false });
    expect(event.depth).toBe(before.length + 1);
    expect(event.prevEventIds).toEqual(before.slice(-1).map(({ eventId }) => eventId));
    before.push(event);
  }
});

test("O53: what the rules, the form or the size refuse is named, and nothing is thrown", () => {
  const room = begun("10");
  const say = (content: JsonObject): BuiltEvent =>
    room.build({ sender: BOB, type: "m.room.message", content });
  expect(room.build({ sender: BOB, type: "m.room.topic", stateKey: "", content: {} })).toMatchObject({
    ok: false,
    check: "rules",
    verdict: { ruleKey: "required_level" },
  });
  expect(say({ body: "\ud800" })).toMatchObject({
    ok: false,
    check: "format",
    error: { code: "pdu/not-canonical" },
  });
  expect(say({ body: 1.5 })).toMatchObject({
    ok: false,
    check: "format",
    error: { code: "pdu/not-canonical" },
  });
  expect(say({ body: "x".repeat(70_000) })).toMatchObject({
    ok: false,
    check: "format",
    error: { code: "pdu/too-large" },
  });
  expect(room.build({ sender: BOB, type: "x".repeat(300), content: {} })).toMatchObject({
    ok: false,
    error: { code: "pdu/field-too-large" },
  });
});

test.each(VERSIONS)("O17: what is built follows something of its room, in version %s", (version) => {
  const room = begun(version);
  const draft = { sender: BOB, type: "m.room.message", content: {} };
  const fault = { ok: false, check: "format", error: { field: "prev_events" } };
  expect(room.build(draft, { extremities: [] })).toMatchObject(fault);
  const knock = { sender: BOB, type: "m.room.member", stateKey: BOB, content: { membership: "knock" } };
  expect(room.build(knock, { extremities: [] })).toMatchObject(fault);
  const elsewhere = new BuiltRoom(version, "!other:a.example");
  const create = elsewhere.send(ALICE, "m.room.create", "", {
    room_version: version,
    creator: ALICE,
    other: 1,
  });
  expect(room.build(draft, { extremities: [create] })).toMatchObject(fault);
  expect(room.build(draft, { extremities: [...room.events.slice(-1), create] })).toMatchObject(fault);
  // A create event follows nothing, and the rules see to it.
  const again = {
    sender: ALICE,
    type: "m.room.create",
    stateKey: "",
    content: { room_version: version, creator: ALICE },
  };
  const roomId = elsewhere.roomId;
  expect(elsewhere.build(again, { extremities: room.events.slice(-1), roomId })).toMatchObject({
    ok: false,
    check: "rules",
  });
});

test("O17: an extremity counts once, and of more than 20 the last", () => {
  const room = begun("10");
  for (let at = 0; at < 25; at++) room.send(BOB, "m.room.message", undefined, { at });
  const ids = room.events.slice(-20).map(({ eventId }) => eventId);
  const twice = room.events.flatMap((event) => [event, event]);
  const merged = room.build({ sender: BOB, type: "m.room.message", content: {} }, { extremities: twice });
  expect(merged.ok && merged.event.prevEventIds).toEqual(ids);
});

test.each(VERSIONS)("O53: a room that is given in version %s is checked whole", (version) => {
  const room = begun(version);
  const state = room.state().map(({ json }) => json);
  const context = { roomVersion: version, roomId: room.roomId ?? "", keysOf };
  const good = checkGivenState({ state, authChain: state }, context);
  expect(good.state.map(({ eventId }) => eventId)).toEqual(room.state().map(({ eventId }) => eventId));
  expect(good).toMatchObject({ create: { type: "m.room.create" }, missing: [], dropped: [] });
  expect(good.rejected.size).toBe(0);
  // A forged topic, an event without a good signature, one of another room, and something that is not an event.
  const topic = room.build({ sender: BOB, type: "m.room.topic", stateKey: "", content: { topic: "mine" } });
  const forged = !topic.ok && topic.check === "rules" ? topic.event.json : {};
  const unsigned = { ...state[1], signatures: {} };
  const elsewhere = { ...state[2], room_id: "!other:a.example" };
  const bad = checkGivenState(
    { state: [...state, forged, elsewhere, null], authChain: [...state, unsigned] },
    context,
  );
  expect(bad.state).toHaveLength(state.length);
  expect([...bad.rejected]).toHaveLength(1);
  expect(bad.dropped.map(({ event }) => event)).toEqual([unsigned, elsewhere, null]);
  // Without the power levels, nothing that lists them can be judged.
  const levels = room.state().find(({ type }) => type === "m.room.power_levels");
  const less = checkGivenState(
    { state: state.filter((json) => json !== levels?.json), authChain: [] },
    context,
  );
  expect(less.missing).toEqual([levels?.eventId]);
});

test.each(VERSIONS)(
  "O53: others would drop what its sender's server has not signed, in version %s",
  (version) => {
    const room = begun(version);
    const draft = { sender: BOB, type: "m.room.message", content: {} };
    expect(room.build(draft, { server: "c.example", eventId: "$1:b.example" })).toMatchObject({
      ok: false,
      check: "format",
      error: { field: "signatures", message: "b.example has to sign the event, and c.example signs" },
    });
  },
);

test.each(VERSIONS)("O53: a redaction names its target where version %s looks for it", (version) => {
  const room = begun(version);
  const redacts = room.events.at(-1)?.eventId;
  const built = room.build({ sender: BOB, type: "m.room.redaction", content: { reason: "no" }, redacts });
  expect(built.ok && redactedEventId(built.event, version)).toBe(redacts);
  expect(built.ok && Object.hasOwn(built.event.json, "redacts")).toBe(Number(version) < 11);
});

test("O53: a content without an end of text, and a draft of other types than it says, are refused", () => {
  const room = begun("10");
  let content: JsonObject = {};
  for (let level = 0; level < 40; level++) content = { left: content, right: content };
  expect(room.build({ sender: BOB, type: "m.room.message", content })).toMatchObject({
    ok: false,
    error: { code: "pdu/too-large" },
  });
  for (const [name, value] of [
    ["type", 5],
    ["stateKey", null],
    ["content", null],
    ["redacts", {}],
  ]) {
    const draft = { sender: BOB, type: "m.room.message", content: {} };
    Reflect.set(draft, String(name), value);
    expect(room.build(draft)).toMatchObject({ ok: false, error: { code: "pdu/field-type" } });
  }
});
