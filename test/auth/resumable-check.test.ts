/** O51: a check on receipt says what it needs, and goes on from there when it has it. */
import {
  type CheckPduContext,
  checkPdu,
  type EventCheck,
  type HeldPdu,
  type JsonObject,
  keyPairFromSeed,
  lookupIn,
  type Pdu,
  type PduKnowledge,
  type Receipt,
  readPdu,
  type ServerKey,
  signEvent,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { ALICE, authKeys, BOB, type Draft, member, type TestRoom, testRoom } from "./support/room.js";

const key = keyPairFromSeed(new Uint8Array(32).fill(1), "1");
const keys: readonly ServerKey[] = [{ keyId: key.keyId, publicKey: key.publicKey }];
const keysOf = () => keys;

function roomWithBob(version: "1" | "4" | "5" | "11" | "12"): TestRoom {
  const room = testRoom(version);
  room.send(member(BOB, "join"));
  return room;
}

function arriving(room: TestRoom, draft: Draft = { content: { body: "hello" } }): JsonObject {
  const { json } = room.make({ sender: BOB, ...draft }, authKeys(room, { sender: BOB, ...draft }));
  return signEvent({ ...json, signatures: {} }, room.version, "b.example", key);
}

function held(receipt: Receipt): HeldPdu {
  if (receipt.outcome !== "held") throw new Error(`not held: ${JSON.stringify(receipt)}`);
  return receipt;
}

function everything(room: TestRoom): PduKnowledge {
  return {
    keysOf,
    events: (id) => room.events.get(id),
    stateBefore: () => room.lookup,
    currentState: room.lookup,
  };
}

test.each(["1", "4", "5", "11", "12"] as const)(
  "O51: version %s asks for one kind after the other",
  (version) => {
    const room = roomWithBob(version);
    const json = arriving(room);
    const first = held(checkPdu(json, { roomVersion: version }));
    const validAt = version === "1" || version === "4" ? undefined : first.event.originServerTs;
    expect(first.needs).toEqual({
      kind: "keys",
      keys: [{ server: "b.example", keyIds: ["ed25519:1"], validAt }],
    });
    const second = held(first.resume({ keysOf }));
    const create = room.create?.eventId ?? "";
    const eventIds = version === "12" ? [...first.event.authEventIds, create] : first.event.authEventIds;
    expect(second).toMatchObject({ needs: { kind: "events", eventIds }, missing: eventIds });
    const third = held(second.resume({ events: (id) => room.events.get(id) }));
    expect(third.needs).toEqual({ kind: "state-before", prevEventIds: [room.last?.eventId] });
    expect(third.resume({ stateBefore: () => room.lookup })).toMatchObject({
      outcome: "accepted",
      redacted: false,
    });
    // A step can be taken more than once, and what came of it before does not matter.
    room.send(member(BOB, "ban", ALICE));
    expect(third.resume({ stateBefore: () => room.lookup })).toMatchObject({
      outcome: "rejected",
      check: "state-before",
    });
  },
);

test("O51: what was verified is not verified again", () => {
  const room = roomWithBob("11");
  let asked = 0;
  const counting = (): readonly ServerKey[] => {
    asked++;
    return keys;
  };
  const waiting = held(checkPdu(arriving(room), { roomVersion: "11", keysOf: counting }));
  const before = asked;
  expect(waiting.resume(everything(room))).toMatchObject({ outcome: "accepted" });
  expect(asked).toBe(before);
});

test.each(["11", "12"] as const)(
  "O51: version %s holds an event until the create event is there",
  (version) => {
    const room = roomWithBob(version);
    const create = room.create?.eventId ?? "";
    const known = everything(room);
    const receipt = checkPdu(arriving(room), {
      roomVersion: version,
      ...known,
      events: (id) => (id === create ? undefined : room.events.get(id)),
    });
    expect(held(receipt).missing).toEqual([create]);
    expect(held(receipt).resume(known)).toMatchObject({ outcome: "accepted" });
  },
);

test("O51: only what is still not known is asked for", () => {
  const room = roomWithBob("11");
  const [first, ...others] = held(checkPdu(arriving(room), { roomVersion: "11", keysOf })).missing;
  const some = held(
    checkPdu(arriving(room), {
      roomVersion: "11",
      keysOf,
      events: (id) => (id === first ? room.events.get(id) : undefined),
    }),
  );
  expect(some.missing).toEqual(others);
  expect(held(some.resume({})).missing).toEqual(others);
});

test("O51: nothing is asked for what is refused without it", () => {
  const room = roomWithBob("11");
  const ask = (event: JsonObject, known: Partial<CheckPduContext> = {}) =>
    checkPdu(event, { roomVersion: "11", ...known });
  const json = arriving(room);
  expect(ask({ ...json, depth: -1 })).toMatchObject({ outcome: "dropped", check: "format" });
  // No signature of the server that must sign: no key would help.
  expect(ask({ ...json, signatures: {} })).toMatchObject({
    outcome: "dropped",
    check: "signatures",
    error: { code: "signature/missing" },
  });
  // The server has no keys, which is another thing than that they are not known.
  expect(ask(json, { keysOf: () => [] })).toMatchObject({ outcome: "dropped", check: "signatures" });
  expect(ask(json, { keysOf: () => undefined })).toMatchObject({ outcome: "held", needs: { kind: "keys" } });
  const refused = arriving(room, { type: "m.room.name", stateKey: "", content: { name: "mine" } });
  expect(ask(refused, { keysOf, events: (id) => room.events.get(id) })).toMatchObject({
    outcome: "rejected",
    check: "auth-events",
  });
});

test("O51: signatures that were verified elsewhere are taken as they are", () => {
  const room = roomWithBob("11");
  const { keysOf: _, ...known } = everything(room);
  const json = arriving(room);
  const check = (signatures: EventCheck): Receipt =>
    checkPdu(json, { roomVersion: "11", ...known, signatures });
  const signedBy = new Set(["b.example"]);
  expect(check({ ok: true, signedBy, hashMatches: true })).toMatchObject({ outcome: "accepted", signedBy });
  expect(check({ ok: true, signedBy, hashMatches: false })).toMatchObject({ event: { content: {} } });
  const bad = { ok: false, server: "b.example", code: "signature/invalid", message: "bad" } as const;
  expect(check(bad)).toMatchObject({ outcome: "dropped", check: "signatures", error: bad });
});

test("O51: a restricted join asks for the keys of both servers", () => {
  const room = testRoom("11", { joinRule: "restricted" });
  const join = member(BOB, "join", BOB, { join_authorised_via_users_server: ALICE });
  const { json } = room.make(join, [...authKeys(room, join), ["m.room.member", ALICE]]);
  const once = signEvent({ ...json, signatures: {} }, "11", "b.example", key);
  const both = signEvent(once, "11", "a.example", key);
  const asked = (event: JsonObject): readonly string[] => {
    const { needs } = held(checkPdu(event, { roomVersion: "11" }));
    return needs.kind === "keys" ? needs.keys.map(({ server }) => server) : [];
  };
  expect(asked(once)).toEqual(["b.example"]);
  expect(asked(both)).toEqual(["b.example", "a.example"]);
  const known = everything(room);
  expect(held(checkPdu(both, { roomVersion: "11" })).resume(known)).toMatchObject({ outcome: "accepted" });
});

test("O51: events that were redacted or rejected stay so over a stop", () => {
  const room = roomWithBob("11");
  const json = arriving(room);
  const tampered = { ...json, content: { body: "changed" } };
  const waiting = held(checkPdu(tampered, { roomVersion: "11", keysOf }));
  expect(waiting.event.content).toEqual({});
  expect(waiting.resume(everything(room))).toMatchObject({ outcome: "accepted", redacted: true });
  const listed = held(checkPdu(json, { roomVersion: "11", keysOf }));
  expect(listed.resume({ ...everything(room), isRejected: (id) => id === listed.missing[0] })).toMatchObject({
    outcome: "rejected",
    verdict: { ruleKey: "auth.rejected" },
  });
});

test("O51: a check can begin with an event that was read, and with signatures that were verified", () => {
  const room = roomWithBob("11");
  const read = readPdu(arriving(room), "11");
  if (!read.ok) throw new Error(read.error.message);
  const stopped = held(checkPdu(read.value, { roomVersion: "11", keysOf }));
  expect(stopped.event).toBe(read.value);
  expect(stopped.signedBy).toEqual(new Set(["b.example"]));
  const { keysOf: _, ...known } = everything(room);
  const signedBy = new Set(["b.example"]);
  expect(checkPdu(read.value, { roomVersion: "11", ...known, signedBy })).toMatchObject({
    outcome: "accepted",
    signedBy,
  });
  room.send(member(BOB, "ban", ALICE));
  const before = { ...known, stateBefore: () => testRoomState(room, read.value) };
  expect(checkPdu(read.value, { roomVersion: "11", ...before, signedBy })).toMatchObject({
    outcome: "soft-failed",
    verdict: { ruleKey: "sender_not_joined" },
  });
});

test.each(["1", "5", "11", "12"] as const)(
  "O51: what servers drop without a written rule is dropped in version %s, however it was read",
  (version) => {
    const json = { ...arriving(roomWithBob(version)), depth: -1 };
    const read = readPdu(json, version);
    if (!read.ok) throw new Error(read.error.message);
    for (const input of [read.value, json, JSON.stringify(json)])
      expect(checkPdu(input, { roomVersion: version })).toMatchObject({
        outcome: "dropped",
        error: { code: "pdu/unwritten" },
      });
  },
);

/** The state that an event was made in: what it lists. */
function testRoomState(room: TestRoom, event: Pdu) {
  return lookupIn(event.authEventIds.flatMap((id) => room.events.get(id) ?? []));
}
