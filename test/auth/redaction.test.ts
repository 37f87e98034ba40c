/** Redaction, and what stays true of redacted events. */
import {
  canonicalJson,
  eventId,
  type JsonObject,
  type JsonValue,
  ROOM_VERSIONS,
  type RoomVersion,
  redact,
  redactionApplies,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALICE, BOB, member, testRoom, VERSIONS } from "./support/room.js";

const types = [
  "member",
  "create",
  "join_rules",
  "power_levels",
  "aliases",
  "history_visibility",
  "redaction",
  "name",
];
const keys = [
  "membership",
  "creator",
  "join_rule",
  "allow",
  "users",
  "invite",
  "aliases",
  "redacts",
  "third_party_invite",
  "x",
  "__proto__",
];
const small: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(null, 1, "a", true),
  fc.dictionary(fc.constantFrom("signed", "x"), fc.integer()),
);
const anyEvent: fc.Arbitrary<JsonObject> = fc
  .record({
    type: fc.constantFrom(...types).map((name) => `m.room.${name}`),
    content: fc.dictionary(fc.constantFrom(...keys), small),
    more: fc.dictionary(
      fc.constantFrom("unsigned", "origin", "prev_state", "membership", "sender", "age_ts", "redacts"),
      small,
    ),
  })
  .map(({ type, content, more }) => ({ ...more, type, content, signatures: { a: { "ed25519:1": "x" } } }));
const anyVersion = fc.constantFrom<RoomVersion>(...VERSIONS);

test("redacting twice is redacting once, and does not touch what was given", () => {
  fc.assert(
    fc.property(anyEvent, anyVersion, (event, version) => {
      const before = canonicalJson(event);
      const once = redact(event, version);
      expect(canonicalJson(redact(once, version))).toBe(canonicalJson(once));
      expect(canonicalJson(event)).toBe(before);
    }),
  );
});

test("a redacted event keeps its ID", () => {
  fc.assert(
    fc.property(anyEvent, anyVersion, (event, version) => {
      expect(eventId(redact(event, version), version)).toBe(eventId(event, version));
    }),
  );
});

test.each([
  ["10", { membership: "join" }],
  ["11", { membership: "join", third_party_invite: { signed: { a: 1 } } }],
] as const)("version %s and the third-party invite of a member", (version, content) => {
  const event = {
    type: "m.room.member",
    content: { membership: "join", third_party_invite: { display_name: "x", signed: { a: 1 } } },
  };
  expect(redact(event, version)).toMatchObject({ content });
  const odd = { type: "m.room.member", content: { third_party_invite: "x" } };
  expect(canonicalJson(redact(odd, version))).toBe('{"content":{},"type":"m.room.member"}');
});

test("from version 3 on a redaction takes effect by level or by server", () => {
  const room = testRoom("10");
  room.send(member(BOB, "join"));
  const [mine, theirs] = [room.send({ sender: ALICE }), room.send({ sender: BOB })];
  const levels = {
    rules: ROOM_VERSIONS["10"],
    create: room.create,
    powerLevels: room.lookup("m.room.power_levels", ""),
  };
  const by = (sender: string, id: string) =>
    room.make({ type: "m.room.redaction", sender, raw: { redacts: id } });
  expect(redactionApplies(by(ALICE, theirs.eventId), theirs, levels)).toBe(true);
  expect(redactionApplies(by(BOB, theirs.eventId), theirs, levels)).toBe(true);
  expect(redactionApplies(by(BOB, mine.eventId), mine, levels)).toBe(false);
  expect(redactionApplies(by(ALICE, "$other"), theirs, levels)).toBe(false);
});
