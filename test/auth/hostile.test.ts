/** Events from attackers: a verdict or a named error comes back, soon, and nothing is thrown. */
import {
  authorize,
  authorizeAgainstState,
  checkPdu,
  contentHashMatches,
  explain,
  generateKeyPair,
  isJsonObject,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  judge,
  loadPdu,
  parseJson,
  parsePdu,
  type RoomVersion,
  readCase,
  readPdu,
  selectAuthEvents,
  signatureOf,
  verifyEvent,
  verifyJson,
  verifyKeyDocument,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALICE, authKeys, BOB, member, testRoom, VERSIONS } from "./support/room.js";

const anyVersion = fc.constantFrom<RoomVersion>(...VERSIONS);
const names = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  ALICE,
  BOB,
  "@__proto__:a",
  "users",
  "signed",
  "membership",
  "",
);
const leaf: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    false,
    "",
    "join",
    "invite",
    "knock",
    "leave",
    "ban",
    ALICE,
    "\ud800",
    0,
    -1,
    1.5,
    2 ** 53,
    10n ** 30n,
    "50",
    " +7 ",
  ),
  fc.string({ unit: "binary" }),
);
const junk: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4 }),
  ),
})).value;
const types = fc.constantFrom(
  "m.room.create",
  "m.room.member",
  "m.room.power_levels",
  "m.room.join_rules",
  "m.room.third_party_invite",
  "m.room.aliases",
  "m.room.redaction",
  "m.room.message",
  "__proto__",
);

/** Content with the keys that rules read, holding anything. */
const junkContent: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom(
    "membership",
    "users",
    "events",
    "ban",
    "notifications",
    "users_default",
    "join_rule",
    "creator",
    "third_party_invite",
    "join_authorised_via_users_server",
    "additional_creators",
    "m.federate",
    "room_version",
    "public_key",
    "public_keys",
    "__proto__",
  ),
  junk,
);

/** An event in which each key may hold anything. */
const junkEvent: fc.Arbitrary<JsonObject> = fc
  .tuple(
    types,
    junkContent,
    fc.dictionary(
      fc.constantFrom(
        "state_key",
        "sender",
        "room_id",
        "event_id",
        "depth",
        "origin_server_ts",
        "hashes",
        "signatures",
        "auth_events",
        "prev_events",
        "redacts",
        "unsigned",
        "type",
        "content",
      ),
      junk,
    ),
  )
  .map(([type, content, over]) => ({
    type,
    content,
    sender: ALICE,
    state_key: "",
    room_id: "!room:a.example",
    event_id: "$x:a.example",
    depth: 1,
    origin_server_ts: 1,
    hashes: { sha256: "" },
    signatures: { "a.example": { "ed25519:1": "AAAA" } },
    auth_events: [],
    prev_events: [],
    ...over,
  }));

test("any junk gets a verdict, the same for those who watch", () => {
  fc.assert(
    fc.property(anyVersion, junkEvent, fc.array(junkEvent, { maxLength: 4 }), (version, event, others) => {
      const authEvents = others.map((other, at) => loadPdu(other, version, `$${at}`));
      const question = { roomVersion: version, event, authEvents };
      const verdict = judge(question);
      expect(typeof verdict.allowed).toBe("boolean");
      expect(explain(question).verdict).toEqual(verdict);
    }),
    { numRuns: 1500 },
  );
});

test("any junk in the state gets a verdict too", () => {
  fc.assert(
    fc.property(anyVersion, junkEvent, fc.array(junkEvent, { maxLength: 6 }), (version, event, others) => {
      const pdus = others.map((other, at) => ({
        ...loadPdu(other, version, `$${at}`),
        stateKey: at % 2 === 0 ? "" : ALICE,
      }));
      const state = (type: string, stateKey: string) =>
        pdus.find((e) => e.type === type && e.stateKey === stateKey);
      const pdu = loadPdu(event, version, "$event");
      authorizeAgainstState(pdu, { roomVersion: version, state });
      authorize(
        { ...pdu, authEventIds: pdus.map((e) => e.eventId) },
        { roomVersion: version, authEvents: pdus },
      );
      selectAuthEvents(pdu, version);
    }),
    { numRuns: 1500 },
  );
});

test("any junk is received, verified and read without a throw", () => {
  const nothing = (): undefined => undefined;
  fc.assert(
    fc.property(anyVersion, fc.oneof(junk, junkEvent), (version, value) => {
      const context = {
        roomVersion: version,
        keysOf: () => [],
        events: nothing,
        isRejected: () => false,
        stateBefore: () => nothing,
      };
      checkPdu(value, context);
      readCase(value);
      const read = readPdu(value, version);
      if (read.ok) verifyEvent(read.value, version, () => []);
      if (!isJsonObject(value)) return;
      verifyJson(value, "a", new Map([["ed25519:1", "AAAA"]]));
      verifyKeyDocument(value, "a", 0);
    }),
    { numRuns: 1500 },
  );
});

test("100,000 users in power levels", () => {
  const room = testRoom("10");
  const users = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, at) => [`@u${at}:a.example`, at % 90]),
  );
  const draft = { type: "m.room.power_levels", stateKey: "", content: { users: { ...users, [ALICE]: 100 } } };
  const event = room.make(draft, authKeys(room, draft));
  const authEvents = event.authEventIds
    .map((id) => room.events.get(id))
    .filter((known) => known !== undefined);
  expect(authorize(event, { roomVersion: "10", authEvents })).toMatchObject({ allowed: true });
  expect(readPdu(event.json, "10")).toMatchObject({ ok: false, error: { code: "pdu/too-large" } });
});

test("thousands of creators, and power levels for as many others", () => {
  const ids = (letter: string): string[] =>
    Array.from({ length: 4_000 }, (_, at) => `@${String(at).padStart(4, "0")}${letter}:a`);
  const room = testRoom("12", { create: { additional_creators: ids("c") } });
  const users = Object.fromEntries(ids("u").map((user) => [user, 0]));
  const draft = { type: "m.room.power_levels", stateKey: "", content: { users } };
  const event = room.make(draft, authKeys(room, draft));
  for (let again = 0; again < 100; again++)
    expect(authorizeAgainstState(event, { roomVersion: "12", state: room.lookup })).toMatchObject({
      allowed: true,
    });
});

test("a user called __proto__, and others that objects inherit", () => {
  const room = testRoom("9", { levels: { events: { constructor: 100 }, users: { [ALICE]: 100 } } });
  for (const user of ["@__proto__:a.example", "__proto__", "constructor"]) {
    const event = room.make({ type: "toString", sender: user, stateKey: "" }, authKeys(room, {}));
    const state = (type: string, key: string) =>
      key === user ? room.make(member(user, "join")) : room.lookup(type, key);
    expect(authorizeAgainstState(event, { roomVersion: "9", state })).toMatchObject({
      allowed: false,
      ruleKey: "required_level",
    });
  }
});

test("IDs of 10 kB, thousands of auth events", () => {
  const long = `$${"x".repeat(10_000)}`;
  const room = testRoom("10");
  const event = room.make({ sender: `@${"a".repeat(10_000)}:a.example` });
  expect(readPdu(event.json, "10")).toMatchObject({
    ok: false,
    error: { code: "pdu/field-too-large", field: "sender" },
  });
  const many = Array.from({ length: 30_000 }, (_, at) =>
    loadPdu({ type: "x", state_key: `${at}` }, "10", `${long}${at}`),
  );
  const greedy = { ...room.make({}), authEventIds: many.map((e) => e.eventId) };
  expect(authorize(greedy, { roomVersion: "10", authEvents: many })).toMatchObject({ allowed: false });
});

test("nesting 10,000 deep, lone surrogates, numbers out of range", () => {
  const room = testRoom("10");
  const { json } = room.make({ content: { a: 1 } });
  const text = (value: string): string => JSON.stringify(json).replace('{"a":1}', `{"a":${value}}`);
  const code = (value: string) => {
    const read = parsePdu(text(value), "10");
    return read.ok ? "ok" : read.error.code;
  };
  expect(code("1")).toBe("ok");
  expect(code(`${"[".repeat(10_000)}${"]".repeat(10_000)}`)).toBe("pdu/not-json");
  expect(code('"\\ud800"')).toBe("pdu/not-canonical");
  expect(code('"\\ud83d\\ude00"')).toBe("ok");
  expect(code("1.0")).toBe("pdu/not-canonical");
  expect(code("9007199254740992")).toBe("pdu/not-canonical");
  expect(parsePdu(text("9007199254740992"), "5").ok).toBe(true);
  expect(parsePdu(text("1.0"), "5").ok).toBe(true);
  expect(parsePdu(text("1"), "99")).toMatchObject({ ok: false, error: { code: "pdu/room-version" } });
});

test("hundreds of signatures and keys in a third-party invite", () => {
  const room = testRoom("10");
  const keys = Array.from({ length: 500 }, (_, at) => ({
    public_key: Buffer.alloc(32, at % 251).toString("base64"),
  }));
  room.send({ type: "m.room.third_party_invite", stateKey: "t", content: { public_keys: keys } });
  const signatures = Object.fromEntries(
    Array.from({ length: 500 }, (_, at) => [`ed25519:${at}`, Buffer.alloc(64, at % 251).toString("base64")]),
  );
  const signed = { mxid: BOB, token: "t", signatures: { id: signatures } };
  const draft = member(BOB, "invite", ALICE, { third_party_invite: { signed } });
  const event = room.make(draft, [...authKeys(room, draft), ["m.room.third_party_invite", "t"]]);
  const authEvents = event.authEventIds
    .map((id) => room.events.get(id))
    .filter((known) => known !== undefined);
  expect(authorize(event, { roomVersion: "10", authEvents })).toMatchObject({
    allowed: false,
    ruleKey: "member.invite.3pid.otherwise",
  });
});

test("an event without a canonical form, from a careless storage, has no valid hash and no valid signature", () => {
  const deep = Array.from({ length: 10_000 }).reduce<JsonValue>((inner) => [inner], 1);
  const [keyPair, hash] = [generateKeyPair("1"), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"];
  for (const value of ["\ud800", deep, new JsonFloat(Number.POSITIVE_INFINITY)]) {
    const json = {
      type: "m.room.member",
      sender: ALICE,
      content: { membership: "invite", third_party_invite: { signed: {} }, value },
      hashes: { sha256: hash },
      signatures: { "a.example": { [keyPair.keyId]: "A".repeat(86) } },
    };
    expect(contentHashMatches(json)).toBe(false);
    expect(contentHashMatches({ ...json, hashes: { sha256: "" } })).toBe(false);
    const event = loadPdu(json, "10", "$x");
    expect(verifyEvent(event, "10", () => [])).toMatchObject({ ok: true, hashMatches: false });
    expect(verifyJson(json, "a.example", new Map([[keyPair.keyId, keyPair.publicKey]]))).toMatchObject({
      ok: false,
      code: "signature/not-canonical",
    });
  }
});

test("thousands of keys of one server, and as many signatures", () => {
  const pair = generateKeyPair("1");
  const ids = Array.from({ length: 5000 }, (_, at) => `ed25519:${at}`);
  const signature = signatureOf({ a: 1 }, pair);
  const signed = { a: 1, signatures: { far: Object.fromEntries(ids.map((id) => [id, signature])) } };
  expect(verifyJson(signed, "far", new Map(ids.map((id) => [id, pair.publicKey])))).toMatchObject({
    ok: false,
    code: "signature/too-many",
  });
  expect(verifyJson(signed, "far", new Map([["ed25519:9", pair.publicKey]]))).toMatchObject({ ok: true });
});

test("integers of a million digits", () => {
  expect(parseJson(`[${"9".repeat(65_536)}]`).ok).toBe(true);
  expect(parseJson(`[-${"9".repeat(10_000_000)}]`)).toMatchObject({
    ok: false,
    error: { code: "json/integer-range" },
  });
  expect(parsePdu(`{"depth":${"9".repeat(10_000_000)}}`, "1")).toMatchObject({
    ok: false,
    error: { code: "pdu/not-json" },
  });
});
