/** O53: events of our own, made and checked in one step; and the check of a room that another server gives. */
import {
  type BuildContext,
  type BuiltEvent,
  buildEvent,
  checkGivenState,
  checkPdu,
  type EventDraft,
  generateKeyPair,
  type JsonObject,
  lookupIn,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { ALICE, BOB, VERSIONS } from "./support/room.js";

const key = generateKeyPair("1");
const keysOf = (server: string) =>
  /^[ab]\.example$/.test(server) ? [{ keyId: key.keyId, publicKey: key.publicKey }] : [];

/** A room of which every event comes from `buildEvent`. */
class BuiltRoom {
  readonly events: Pdu[] = [];
  readonly version: RoomVersion;
  #clock = 1_700_000_000_000;

  constructor(version: RoomVersion) {
    this.version = version;
  }

  get roomId(): string | undefined {
    return ROOM_VERSIONS[this.version].roomId === "server" ? "!room:a.example" : this.events[0]?.roomId;
  }

  state(): readonly Pdu[] {
    const latest = new Map(this.events.map((event) => [`${event.type}|${event.stateKey}`, event]));
    return [...latest.values()].filter(({ stateKey }) => stateKey !== undefined);
  }

  build(draft: EventDraft, more: Partial<BuildContext> = {}): BuiltEvent {
    const server = draft.sender.slice(draft.sender.indexOf(":") + 1);
    return buildEvent(draft, {
      roomVersion: this.version,
      roomId: this.roomId,
      state: lookupIn(this.state()),
      extremities: this.events.slice(-1),
      originServerTs: this.#clock++,
      server,
      signer: key,
      eventId: `$${this.#clock}:${server}`,
      ...more,
    });
  }

  send(sender: string, type: string, stateKey: string | undefined, content: JsonObject): Pdu {
    const built = this.build({ sender, type, stateKey, content });
    if (!built.ok) throw new Error(JSON.stringify(built));
    this.events.push(built.event);
    return built.event;
  }
}

function begun(version: RoomVersion): BuiltRoom {
  const room = new BuiltRoom(version);
  const { creators } = ROOM_VERSIONS[version];
  room.send(ALICE, "m.room.create", "", {
    room_version: version,
    ...(creators === "content" && { creator: ALICE }),
  });
  room.send(ALICE, "m.room.member", ALICE, { membership: "join" });
  const users = creators === "sender-and-additional" ? {} : { [ALICE]: 100 };
  room.send(ALICE, "m.room.power_levels", "", { users });
  room.send(ALICE, "m.room.join_rules", "", { join_rule: "public" });
  room.send(BOB, "m.room.member", BOB, { membership: "join" });
  room.send(BOB, "m.room.message", undefined, { msgtype: "m.text", body: "hello" });
  return room;
}

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
  const many = Array.from({ length: 30 }, () => room.events.at(-1)).filter((event) => event !== undefined);
  const merged = room.build({ sender: BOB, type: "m.room.message", content: {} }, { extremities: many });
  expect(merged.ok && merged.event.prevEventIds.length).toBe(20);
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
