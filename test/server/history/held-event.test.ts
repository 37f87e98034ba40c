/** Events in memory: what they count for, and that their form for the rules is made once. */
import {
  authorize,
  generateKeyPair,
  type JsonObject,
  type JsonValue,
  loadPdu,
  type Pdu,
  signJson,
} from "@knockgen/auth";
import { expect, it } from "vitest";
import { heapBytes } from "../../../server/bounds/heap-size.js";
import { EventCache } from "../../../server/room/event-cache.js";
import { HeldEvent } from "../../../server/room/held-event.js";
import type { StoredEvent } from "../../../server/store/store.js";
import { ALICE, authKeys, BOB, type Draft, member, testRoom } from "../../auth/support/room.js";

/** 12 KB as text, 260 KB as values. */
const JUNK: JsonValue = Array.from({ length: 4_000 }, () => ({}));

function storedOf({ eventId, roomId, type, stateKey, sender, json }: Pdu): StoredEvent {
  const place = { position: 1, stateBefore: 1, stateAfter: 1, status: "accepted" } as const;
  const none = { redactedBy: undefined, replaces: undefined, transactionId: undefined, device: undefined };
  return { eventId, roomId, type, stateKey, sender, json, ...place, ...none };
}

function sent(content: JsonObject, type = "a.large"): Pdu {
  return testRoom("10").send({ type, stateKey: "", content });
}

/** A content that counts how often it is looked at as a whole. */
function counted(content: JsonObject, look: () => void): JsonObject {
  return Object.defineProperty({ ...content }, "counted", {
    enumerable: true,
    get: () => {
      look();
      return "";
    },
  });
}

it.each([["much", JUNK] as const, ["little", []] as const])(
  "of an event that takes %s, all is looked at once",
  async (_, junk) => {
    let looks = 0;
    const event = sent({ junk });
    const json = { ...event.json, content: counted(event.content, () => looks++) };
    const pdu = loadPdu(json, "10", event.eventId);
    const cache = new EventCache({ events: async () => [] });
    cache.put({ stored: { ...storedOf(pdu), json }, pdu });
    expect(looks).toBe(1);
    const room = { roomId: event.roomId, version: "10" } as const;
    const [first, second] = [
      await cache.forRules([event.eventId], room),
      await cache.forRules([event.eventId], room),
    ];
    expect(first.get(event.eventId)).toBeDefined();
    // The engine remembers by objects whether an invite is signed.
    expect(second.get(event.eventId)?.pdu.content).toBe(first.get(event.eventId)?.pdu.content);
    expect(looks).toBe(1);
  },
);

it("which events are unknown is told without what the rules would need of the others", async () => {
  let looks = 0;
  const event = sent({ junk: JUNK }, "m.room.third_party_invite");
  const content = Object.defineProperty({ ...event.content }, "public_key", {
    enumerable: true,
    get: () => {
      looks++;
      return "";
    },
  });
  const json = { ...event.json, content };
  const stored = { ...storedOf(event), json };
  const cache = new EventCache({ events: async (ids) => (ids.includes(event.eventId) ? [stored] : []) });
  const room = { roomId: event.roomId, version: "10" } as const;
  await cache.one(event.eventId, room);
  const before = looks;
  for await (const some of cache.unknown([event.eventId, "$none"], room)) expect(some).toEqual(["$none"]);
  expect(looks).toBe(before);
  await cache.forRules([event.eventId], room);
  expect(looks).toBeGreaterThan(before);
});

it("an event that takes much counts with its form for the rules, and levels with their tables", () => {
  const bytesOf = (pdu: Pdu): number => new HeldEvent({ stored: storedOf(pdu), pdu }).bytes;
  const users = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`@u${at}:a.example`, 0]));
  const [little, much, levels] = [
    sent({ junk: [] }),
    sent({ junk: JUNK }),
    sent({ users: { ...users, [ALICE]: 100 } }, "m.room.power_levels"),
  ];
  expect(bytesOf(little)).toBeLessThan(heapBytes(little.json) + 2_000);
  expect(bytesOf(much)).toBeGreaterThan(heapBytes(much.json) + 60_000);
  expect(bytesOf(levels)).toBeGreaterThan(3 * heapBytes(levels.json));
});

it("a third-party invite whose signed part is read anew each time is verified once", () => {
  const room = testRoom("10");
  const pair = generateKeyPair("0");
  const key = { type: "m.room.third_party_invite", stateKey: "t", content: { public_key: pair.publicKey } };
  room.send(key);
  const signed = signJson({ mxid: BOB, token: "t", counted: "" }, "id.example", pair);
  const draft: Draft = member(BOB, "invite", ALICE, { third_party_invite: { signed } });
  const event = room.make(draft, [...authKeys(room, draft), [key.type, key.stateKey]]);
  let looks = 0;
  const invite = Object.defineProperty({}, "signed", {
    enumerable: true,
    get: () => counted(signed, () => looks++),
  });
  const content = { ...event.content, third_party_invite: invite };
  const pdu = loadPdu({ ...event.json, content }, "10", event.eventId);
  const authEvents = event.authEventIds.flatMap((id) => room.events.get(id) ?? []);
  const verdicts = [1, 2].map(() => authorize(pdu, { roomVersion: "10", authEvents }).allowed);
  expect(verdicts).toEqual([true, true]);
  expect(looks).toBe(1);
});
