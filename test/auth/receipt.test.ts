/** The checks on receipt, one after the other. */
import {
  type CheckPduContext,
  canonicalJson,
  checkPdu,
  type JsonObject,
  keyPairFromSeed,
  own,
  type Pdu,
  POLICY_KEY_ID,
  policyServerOf,
  type Receipt,
  redact,
  signEvent,
  signJson,
} from "@knockgen/auth";
import { expect, test } from "vitest";
import { ALICE, authKeys, BOB, type Draft, member, type TestRoom, testRoom } from "./support/room.js";

const key = keyPairFromSeed(new Uint8Array(32).fill(1), "1");
const keysOf = (server: string) =>
  /^[ab]\.example$/.test(server) ? [{ keyId: key.keyId, publicKey: key.publicKey }] : [];

/** An event that Bob's server sends to a room: by Bob, signed. */
function arriving(room: TestRoom, draft: Draft): JsonObject {
  const { json } = room.make({ sender: BOB, ...draft }, authKeys(room, { sender: BOB, ...draft }));
  return signEvent({ ...json, signatures: {} }, room.version, "b.example", key);
}

function receive(room: TestRoom, event: JsonObject | string, more: Partial<CheckPduContext> = {}): Receipt {
  return checkPdu(event, {
    roomVersion: room.version,
    keysOf,
    events: (id) => room.events.get(id),
    isRejected: () => false,
    stateBefore: () => room.lookup,
    currentState: room.lookup,
    ...more,
  });
}

function roomWithBob(version: "7" | "10" | "12" = "10"): TestRoom {
  const room = testRoom(version);
  room.send(member(BOB, "join"));
  return room;
}

const hello: Draft = { content: { body: "hello" } };

test.each(["7", "10", "12"] as const)(
  "a good event is accepted in version %s, from text as well",
  (version) => {
    const room = roomWithBob(version);
    const event = arriving(room, hello);
    expect(receive(room, event)).toMatchObject({ outcome: "accepted", redacted: false });
    expect(receive(room, canonicalJson(event))).toMatchObject({ outcome: "accepted" });
  },
);

test("1: what has not the format is dropped", () => {
  const room = roomWithBob();
  expect(receive(room, "{")).toMatchObject({
    outcome: "dropped",
    check: "format",
    error: { code: "pdu/not-json" },
  });
  expect(receive(room, { ...arriving(room, hello), depth: "1" })).toMatchObject({
    outcome: "dropped",
    error: { code: "pdu/field-type", field: "depth" },
  });
  expect(receive(room, { ...arriving(room, hello), depth: -1 })).toMatchObject({
    error: { code: "pdu/unwritten" },
  });
});

test("2: what is not signed is dropped", () => {
  const room = roomWithBob();
  expect(receive(room, { ...arriving(room, hello), signatures: {} })).toMatchObject({
    outcome: "dropped",
    check: "signatures",
    error: { server: "b.example", code: "signature/missing" },
  });
});

test("3: of content that the hash does not cover nothing is left", () => {
  const room = roomWithBob();
  const receipt = receive(room, { ...arriving(room, hello), content: { body: "changed" } });
  expect(receipt).toMatchObject({ outcome: "accepted", redacted: true, event: { content: {} } });
});

test("4: what its own auth events do not allow is rejected", () => {
  const room = roomWithBob();
  const event = arriving(room, { type: "m.room.topic", stateKey: "", content: {} });
  expect(receive(room, event)).toMatchObject({
    outcome: "rejected",
    check: "auth-events",
    verdict: { rule: "7" },
  });
  const rejected = room.lookup("m.room.power_levels", "")?.eventId;
  expect(receive(room, arriving(room, hello), { isRejected: (id) => id === rejected })).toMatchObject({
    outcome: "rejected",
    verdict: { ruleKey: "auth.rejected" },
  });
});

test("4: without its auth events an event waits", () => {
  const room = roomWithBob();
  const missing = room.lookup("m.room.member", BOB)?.eventId ?? "";
  const receipt = receive(room, arriving(room, hello), {
    events: (id) => (id === missing ? undefined : room.events.get(id)),
  });
  expect(receipt).toMatchObject({ outcome: "held", missing: [missing] });
});

test("5 and 6: what the state before forbids is rejected, what only the present forbids fails softly", () => {
  const room = roomWithBob();
  const event = arriving(room, hello);
  const before = new Map(room.state);
  const stateBefore =
    () =>
    (type: string, stateKey: string): Pdu | undefined =>
      before.get(`${type}|${stateKey}`);
  room.send(member(BOB, "ban", ALICE));
  expect(receive(room, event, { stateBefore })).toMatchObject({
    outcome: "soft-failed",
    check: "current-state",
  });
  expect(receive(room, event)).toMatchObject({
    outcome: "rejected",
    check: "state-before",
    verdict: { rule: "5" },
  });
});

test("7: a policy server has its say", () => {
  const room = roomWithBob();
  const policyKey = keyPairFromSeed(new Uint8Array(32).fill(2), "policy_server");
  expect(policyKey.keyId).toBe(POLICY_KEY_ID);
  const content = { via: "a.example", public_keys: { ed25519: policyKey.publicKey } };
  room.send({ type: "m.room.policy", stateKey: "", content });
  const policyServer = policyServerOf(room.lookup, (server) => server === "a.example");
  if (policyServer === undefined) throw new Error("no policy server");
  expect(policyServerOf(room.lookup, () => false)).toBeUndefined();
  const event = arriving(room, hello);
  expect(receive(room, event, { policyServer })).toMatchObject({
    outcome: "soft-failed",
    check: "policy-server",
  });
  const signatures = own(signJson(redact(event, "10"), "a.example", policyKey), "signatures");
  expect(receive(room, { ...event, signatures: signatures ?? {} }, { policyServer })).toMatchObject({
    outcome: "accepted",
  });
});

test("a create event has nothing before it", () => {
  const room = testRoom("10");
  const create = [...room.events.values()][0];
  if (create === undefined) throw new Error("no create event");
  const event = signEvent({ ...create.json, signatures: {} }, "10", "a.example", key);
  const nothing = (): undefined => undefined;
  expect(receive(room, event, { stateBefore: () => nothing, currentState: nothing })).toMatchObject({
    outcome: "accepted",
  });
});
