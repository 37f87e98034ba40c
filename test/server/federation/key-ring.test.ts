import {
  addEventSignature,
  generateKeyPair,
  isJsonObject,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  type KeyPair,
  own,
  type Pdu,
  readPdu,
  signEvent,
  signJson,
  signKeyDocument,
  verifyEvent,
  verifyKeyDocument,
} from "@knockgen/auth";
import { expect, it } from "vitest";
import { keysForEvents, keysWantedFor } from "../../../server/federation/keys/event-keys.js";
import { OwnKeyRing } from "../../../server/federation/keys/own-keys.js";
import { MemoryKeyStore } from "../support/memory-key-store.js";
import { DAY, documentOf, first, rig, THEM } from "./key-rig.js";
import { FakeTime } from "./support.js";

const HOUR = DAY / 24;
const NOTARY = "notary.example";
const second = generateKeyPair("2");
const notaryKey = generateKeyPair("n");

function idsOf(keys: readonly { readonly keyId: string }[]): readonly string[] {
  return keys.map(({ keyId }) => keyId).sort();
}

it("makes a key on the first start only, and one when several processes start at once", async () => {
  const store = new MemoryKeyStore();
  const rings = await Promise.all([1, 2, 3].map(() => OwnKeyRing.open("us.example", store)));
  expect(new Set(rings.map(({ signingKey }) => signingKey.publicKey)).size).toBe(1);
  expect(rings[0]?.signingKey.keyId).toMatch(/^ed25519:[a-zA-Z0-9_]+$/);
});

it("publishes a document that others accept, and never one that is about to end", async () => {
  const { ours, time } = await rig({});
  for (let hour = 0; hour < 60; hour++) {
    const check = verifyKeyDocument(ours.document(), "us.example", time.now);
    expect(check).toMatchObject({ ok: true, keys: [{ keyId: ours.signingKey.keyId }] });
    expect(check.ok && check.validUntilTs - time.now).toBeGreaterThan(HOUR);
    time.advance(HOUR);
  }
});

it("publishes retired keys as such", async () => {
  const time = new FakeTime();
  const retired = [{ keyId: first.keyId, publicKey: first.publicKey, expiredTs: 5 }];
  const ours = new OwnKeyRing("us.example", { current: [second], retired }, time.clock);
  expect(own(ours.document(), "old_verify_keys")).toEqual({
    [first.keyId]: { key: first.publicKey, expired_ts: 5 },
  });
  expect(idsOf(ours.publicKeys)).toEqual([first.keyId, second.keyId]);
});

it("fetches keys once, keeps them, and knows them after a restart", async () => {
  const r = await rig({ [THEM]: () => documentOf(r.time, [first]) });
  const wanted = [{ keyIds: [first.keyId], ts: r.time.now }];
  const found = await Promise.all(Array.from({ length: 20 }, () => r.ring.keysOf(THEM, wanted)));
  expect(found.every((keys) => keys[0]?.publicKey === first.publicKey)).toBe(true);
  await r.ring.keysOf(THEM, wanted);
  await r.restarted().keysOf(THEM, wanted);
  expect(r.asked).toEqual([THEM]);
});

it("knows its own keys without asking", async () => {
  const r = await rig({});
  const keys = await r.ring.keysOf("us.example", [{ keyIds: ["ed25519:x"], ts: r.time.now }]);
  expect(idsOf(keys)).toEqual([r.ours.signingKey.keyId]);
  expect(r.asked).toEqual([]);
});

it("asks again when what it has is too old for the time", async () => {
  const r = await rig({ [THEM]: () => documentOf(r.time, [first]) });
  const now = (): { keyIds: string[]; ts: number }[] => [{ keyIds: [first.keyId], ts: r.time.now }];
  await r.ring.keysOf(THEM, now());
  r.time.advance(DAY + 1);
  await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now - 2 * DAY }]);
  expect(r.asked).toHaveLength(1);
  await r.ring.keysOf(THEM, now());
  expect(r.asked).toHaveLength(2);
});

it("trusts a document for seven days at most, whatever it says", async () => {
  const r = await rig({
    [THEM]: () => documentOf(r.time, [first], { validUntilTs: r.time.now + 365 * DAY }),
  });
  await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }]);
  r.time.advance(7 * DAY + 1);
  await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }]);
  expect(r.asked).toHaveLength(2);
});

it("finds a new key, and keeps the one that is gone for what it has signed", async () => {
  let keys = [first];
  const r = await rig({
    [THEM]: () => documentOf(r.time, keys, { validUntilTs: r.time.now + (keys[0] === first ? DAY : HOUR) }),
  });
  await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }]);
  keys = [second];
  const found = await r.ring.keysOf(THEM, [{ keyIds: [second.keyId], ts: r.time.now }]);
  expect(idsOf(found)).toEqual([first.keyId, second.keyId]);
  const stored = await r.store.loadServerKeys(THEM);
  expect(own(own2(stored?.document, "verify_keys"), second.keyId)).toBeDefined();
});

function own2(object: JsonObject | undefined, key: string): JsonObject {
  const value = object === undefined ? undefined : own(object, key);
  return isJsonObject(value) ? value : {};
}

it("believes a server that retires a key", async () => {
  let retired = false;
  const r = await rig({
    [THEM]: () =>
      retired
        ? documentOf(r.time, [second], {
            retired: [{ keyId: first.keyId, publicKey: first.publicKey, expiredTs: r.time.now - 1 }],
          })
        : documentOf(r.time, [first]),
  });
  await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }]);
  retired = true;
  const found = await r.ring.keysOf(THEM, [{ keyIds: [second.keyId], ts: r.time.now }]);
  expect(found.find(({ keyId }) => keyId === first.keyId)?.expiredTs).toBe(r.time.now - 1);
});

it("does not ask without end for a key that a server does not have", async () => {
  const r = await rig({ [THEM]: () => documentOf(r.time, [first]) });
  for (let n = 0; n < 50; n++) await r.ring.keysOf(THEM, [{ keyIds: [`ed25519:bogus${n}`], ts: r.time.now }]);
  expect(r.asked).toHaveLength(1);
  r.time.advance(10_001);
  await r.ring.keysOf(THEM, [{ keyIds: ["ed25519:bogus"], ts: r.time.now }]);
  expect(r.asked).toHaveLength(2);
});

it("asks a silent server less and less often, and at once knows when it is back", async () => {
  let isDown = true;
  const r = await rig({ [THEM]: () => (isDown ? undefined : documentOf(r.time, [first])) });
  for (let second = 0; second < 3600; second++) {
    expect(await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }])).toEqual([]);
    r.time.advance(1000);
  }
  expect(r.asked.length).toBeLessThan(15);
  isDown = false;
  r.time.advance(600_000);
  expect(await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }])).toHaveLength(1);
});

it.each<[string, (time: FakeTime) => JsonValue]>([
  ["of another server", (time) => documentOf(time, [first], { serverName: "other.example" })],
  ["that nobody has signed", (time) => ({ ...documentOf(time, [first]), signatures: {} })],
  ["that was changed", (time) => ({ ...documentOf(time, [first]), valid_until_ts: 9e15 })],
  [
    "signed with a key that it does not list",
    (time) => signJson({ server_name: THEM, valid_until_ts: time.now + DAY, verify_keys: {} }, THEM, second),
  ],
  [
    "of too many keys",
    (time) =>
      documentOf(
        time,
        [...Array(101).keys()].map((n) => generateKeyPair(`k${n}`)),
      ),
  ],
  ["that is a list", () => []],
  ["with a number that is no integer", (time) => odd(time, new JsonFloat(1))],
  ["with a number that is too large", (time) => odd(time, 2n ** 70n)],
])("takes nothing from a document %s", async (_, make) => {
  const r = await rig({ [THEM]: () => make(r.time) });
  expect(await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }])).toEqual([]);
});

function odd(time: FakeTime, value: JsonValue): JsonObject {
  const { signatures: _, ...document } = documentOf(time, [first]);
  return signJson({ ...document, odd: value }, THEM, first);
}

function notaryOf(documents: () => readonly JsonObject[], key: KeyPair = notaryKey) {
  return (time: () => FakeTime) =>
    (uri: string): JsonValue =>
      uri.includes("/query/")
        ? { server_keys: documents().map((document) => signJson(document, NOTARY, key)) }
        : signKeyDocument({ serverName: NOTARY, validUntilTs: time().now + DAY }, [notaryKey]);
}

it("asks a notary about a server that does not answer", async () => {
  const r = await rig(
    { [NOTARY]: (uri) => notaryOf(() => [documentOf(r.time, [first])])(() => r.time)(uri) },
    { notaries: [NOTARY] },
  );
  const keys = await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }]);
  expect(idsOf(keys)).toEqual([first.keyId]);
});

it.each<[string, KeyPair, string]>([
  ["without its signature", second, THEM],
  ["about another server", notaryKey, "other.example"],
])("does not believe a notary %s", async (_, key, serverName) => {
  const r = await rig(
    {
      [NOTARY]: (uri) =>
        notaryOf(() => [documentOf(r.time, [first], { serverName })], key)(() => r.time)(uri),
    },
    { notaries: [NOTARY] },
  );
  expect(await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }])).toEqual([]);
});

it("does not let an old document of a notary stand above a newer one", async () => {
  let isDown = false;
  const forged = generateKeyPair("1");
  const r = await rig(
    {
      [THEM]: () => (isDown ? undefined : documentOf(r.time, [first])),
      [NOTARY]: (uri) =>
        notaryOf(() => [documentOf(r.time, [forged, second], { validUntilTs: r.time.now + 1 })])(
          () => r.time,
        )(uri),
    },
    { notaries: [NOTARY] },
  );
  await r.ring.keysOf(THEM, [{ keyIds: [first.keyId], ts: r.time.now }]);
  isDown = true;
  const keys = await r.ring.keysOf(THEM, [{ keyIds: [second.keyId], ts: r.time.now }]);
  expect(keys.find(({ keyId }) => keyId === first.keyId)?.publicKey).toBe(first.publicKey);
  expect(idsOf(keys)).toEqual([first.keyId, second.keyId]);
});

it("forgets servers in memory, not in the store", async () => {
  const r = await rig({ [THEM]: () => documentOf(r.time, [first]) }, { remember: 2 });
  const wanted = [{ keyIds: [first.keyId], ts: r.time.now }];
  await r.ring.keysOf(THEM, wanted);
  for (let n = 0; n < 5; n++) await r.ring.keysOf(`s${n}.example`, wanted);
  expect(await r.ring.keysOf(THEM, wanted)).toHaveLength(1);
  expect(r.asked.filter((server) => server === THEM)).toHaveLength(1);
});

it("asks nobody about names that are none", async () => {
  const r = await rig({});
  expect(await r.ring.keysOf("no name", [{ keyIds: ["ed25519:1"], ts: 0 }])).toEqual([]);
  expect(r.asked).toEqual([]);
});

function event(sender: string, ts: number, key: KeyPair, more: Record<string, JsonValue> = {}): Pdu {
  const server = sender.slice(sender.indexOf(":") + 1);
  const json = {
    room_id: "!r:them.example",
    type: "m.room.message",
    sender,
    content: {},
    auth_events: [],
    prev_events: [],
    depth: 1,
    origin_server_ts: ts,
    ...more,
  };
  const read = readPdu(signEvent(json, "10", server, key), "10");
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

it("gives the engine the keys that events need", async () => {
  const r = await rig({
    [THEM]: () =>
      documentOf(r.time, [second], {
        retired: [{ keyId: first.keyId, publicKey: first.publicKey, expiredTs: r.time.now - DAY }],
      }),
  });
  const events = [
    event("@a:them.example", r.time.now - 2 * DAY, first),
    event("@a:them.example", r.time.now, second),
    event("@a:silent.example", r.time.now, second),
    event("@a:them.example", r.time.now, first),
  ];
  const lookup = await keysForEvents(
    r.ring,
    events.map((e) => ({ event: e, roomVersion: "10" })),
  );
  expect(events.map((e) => verifyEvent(e, "10", lookup).ok)).toEqual([true, true, false, false]);
  expect([...r.asked].sort()).toEqual(["silent.example", THEM]);
});

it("wants the keys of the server that lets a member into a restricted room", async () => {
  const joined = event("@a:us.example", 5, first, {
    type: "m.room.member",
    state_key: "@a:us.example",
    content: { membership: "join", join_authorised_via_users_server: "@b:them.example" },
  });
  const signed = readPdu(addEventSignature(joined.json, "10", THEM, second), "10");
  if (!signed.ok) throw new Error(signed.error.message);
  expect(await keysWantedFor([{ event: signed.value, roomVersion: "10" }])).toEqual(
    new Map([
      ["us.example", [{ keyIds: [first.keyId], ts: 5 }]],
      [THEM, [{ keyIds: [second.keyId], ts: 5 }]],
    ]),
  );
});
