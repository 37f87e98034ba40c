/** Every function that reads what strangers wrote, given JSON and text of every kind and length. */
import {
  actionLevel,
  compareCodePoints,
  currentJoinRule,
  currentMembership,
  decodeBase64,
  domainOf,
  isAclGuarded,
  isIpLiteral,
  isServerAllowed,
  isServerName,
  isThirdPartyInvite,
  isUserId,
  type JsonObject,
  type JsonValue,
  joinRuleMeaning,
  lacksPolicySignature,
  loadPdu,
  matchesGlob,
  parseJson,
  parseXMatrix,
  policyServerOf,
  ROOM_VERSIONS,
  type RoomVersion,
  readLevel,
  redact,
  redactedEventId,
  redactionApplies,
  requiredLevel,
  requiredSigners,
  selectAuthEvents,
  splitServerName,
  tryCanonicalJson,
  userLevel,
  verifyJson,
  verifyKeyDocument,
  verifyRequest,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALICE, VERSIONS } from "./support/room.js";

const anyVersion = fc.constantFrom<RoomVersion>(...VERSIONS);
const text = fc.oneof(
  fc.constantFrom(
    "",
    ":",
    "@",
    "@:",
    "[",
    "[::1",
    "[::1]:",
    "a:b:c",
    "__proto__",
    "\ud800",
    "=",
    "X-Matrix ",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: fc.constantFrom("[", "]", ":", ".", "1", "a", "@", "*", "?", '"', "\\", ",", "=") }),
);
const junk: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    text,
    fc.constantFrom<JsonValue>(null, true, 0, -1, 1.5, 10n ** 30n, "50", "-".repeat(50)),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(text, tie("value"), { maxKeys: 2 }),
  ),
})).value;

/** An object with the keys that some reader looks for, each holding anything. */
function holding(...keys: readonly string[]): fc.Arbitrary<JsonObject> {
  return fc.dictionary(fc.constantFrom(...keys), junk, { maxKeys: 5 });
}

const LEVELS = ["users", "events", "users_default", "state_default", "ban", "invite", "kick", "redact"];
const POLICY = ["via", "public_keys", "redacts", "membership", "third_party_invite", "join_rule"];

test("events", () => {
  fc.assert(
    fc.property(
      anyVersion,
      holding("type", "state_key", "sender", "redacts", "signatures", "event_id", "hashes"),
      holding(...LEVELS, ...POLICY, "creator", "additional_creators", "join_authorised_via_users_server"),
      text,
      (version, over, content, word) => {
        const json: JsonObject = { type: "m.room.member", state_key: "", sender: ALICE, ...over, content };
        const event = loadPdu(json, version, "$x");
        const state = () => event;
        const rules = ROOM_VERSIONS[version];
        const levels = { rules, create: event, powerLevels: event };
        userLevel(levels, word);
        actionLevel(levels, "kick");
        requiredLevel(levels, event);
        joinRuleMeaning(currentJoinRule(state), rules);
        currentMembership(state, word);
        isThirdPartyInvite(event);
        selectAuthEvents(event, version);
        requiredSigners(event, version);
        redactedEventId(event, version);
        redactionApplies(event, event, levels);
        redact(json, version);
        const policy = policyServerOf(state, () => true) ?? { server: word, publicKey: word };
        expect(lacksPolicySignature(event, version, policy)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

test("other objects, and values", () => {
  const keysOf = () => [{ keyId: "ed25519:1", publicKey: "A".repeat(43) }];
  const keys = ["verify_keys", "old_verify_keys", "valid_until_ts", "signatures", "server_name"];
  fc.assert(
    fc.property(
      anyVersion,
      junk,
      text,
      text,
      holding("allow", "deny", "allow_ip_literals"),
      holding(...keys),
      (version, value, a, b, acl, document) => {
        readLevel(value, ROOM_VERSIONS[version]);
        tryCanonicalJson(value);
        isServerAllowed(a, acl);
        expect(verifyJson(document, a, new Map([["ed25519:1", b]])).ok).toBe(false);
        expect(verifyKeyDocument({ ...document, server_name: a }, a, 0).ok).toBe(false);
        const authorization = [`X-Matrix ${a}`, b, `X-Matrix origin=${a},key="ed25519:1",sig="${b}"`];
        expect(
          verifyRequest({ method: a, uri: b, destination: a, content: value, authorization }, keysOf, 0).ok,
        ).toBe(false);
      },
    ),
    { numRuns: 1000 },
  );
});

const READERS: Readonly<Record<string, (value: string) => unknown>> = {
  parseJson,
  decodeBase64,
  parseXMatrix,
  domainOf,
  isServerName,
  isUserId,
  isIpLiteral,
  splitServerName,
  isAclGuarded,
  level: (value) => readLevel(value, ROOM_VERSIONS["1"]),
  order: (value) => compareCodePoints(value, `${value}a`),
  glob: (value) => matchesGlob(value, "a".repeat(200)),
  named: (value) => matchesGlob("*a*b*", value),
  acl: (value) => isServerAllowed(value, { allow: [value] }),
};

test.each(Object.keys(READERS))("%s takes any text, however long", (name) => {
  const read = READERS[name];
  fc.assert(fc.property(text, (value) => void read?.(value)));
  for (const unit of ["a", " ", "1", ":", "[", "*a", '"', "\\", "@:", "a.", "::", ",", "=", "\ud83d\ude00"]) {
    const long = unit.repeat(20_000);
    for (const value of [long, `X-Matrix a="${long}`, `@${long}:a`, `[${long}]`, ` ${long} `, `@a:${long}x`])
      read?.(value);
  }
});
