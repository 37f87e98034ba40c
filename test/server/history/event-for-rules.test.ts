/** Events as the rules see them are judged as whole ones are, however much they take (O8). */
import {
  type AnyRoomVersion,
  type AuthorizeContext,
  authorize,
  generateKeyPair,
  type JsonObject,
  type JsonValue,
  type Pdu,
  type RoomVersion,
  RULE_TABLE,
  signJson,
} from "@knockgen/auth";
import { expect, it, vi } from "vitest";
import { forRules } from "../../../server/room/event-for-rules.js";
import { ALICE, authKeys, BOB, type Draft, member, testRoom, VERSIONS } from "../../auth/support/room.js";
import { SCENARIOS } from "../../auth/support/scenarios.js";
import { heldBytes } from "../support/held-bytes.js";

// Each scenario asks the engine, which gets no more of events than the server holds for it.
vi.mock("@knockgen/auth", async (original) => {
  const engine = await original<typeof import("@knockgen/auth")>();
  const seen = (event: Pdu, version: AnyRoomVersion): Pdu =>
    engine.isRoomVersion(version) ? forRules(event, version) : event;
  return {
    ...engine,
    authorize: (event: Pdu, context: AuthorizeContext) => {
      const authEvents = [...context.authEvents].map((each) => seen(each, context.roomVersion));
      return engine.authorize(seen(event, context.roomVersion), { ...context, authEvents });
    },
  };
});

it.each(VERSIONS)("in version %s, each clause decides as it does of whole events", (version) => {
  for (const { key, number, outcome } of RULE_TABLE[version])
    expect(SCENARIOS[key](version)).toMatchObject({
      ruleKey: key,
      rule: number,
      allowed: outcome === "allow",
    });
});

/** 45 KB as text, a megabyte as values. */
const JUNK: JsonValue = Array.from({ length: 15_000 }, () => ({}));

/** Whether an event is allowed after one of much content. */
async function isAllowed(version: RoomVersion, large: Draft, next: Draft): Promise<boolean> {
  const room = testRoom(version);
  const known = room.send(large);
  const key = [known.type, known.stateKey ?? ""] as const;
  const listed = authKeys(room, next).filter(([type]) => type !== known.type);
  const event = room.make(next, [...listed, key]);
  for (const each of [event, known]) expect(heldBytes(forRules(each, version))).toBeLessThan(4_000);
  const authEvents = event.authEventIds.flatMap((id) => room.events.get(id) ?? []);
  const engine = await vi.importActual<typeof import("@knockgen/auth")>("@knockgen/auth");
  const verdict = authorize(event, { roomVersion: version, authEvents });
  expect(verdict).toEqual(engine.authorize(event, { roomVersion: version, authEvents }));
  return verdict.allowed;
}

const levels = (content: JsonObject): Draft => ({ type: "m.room.power_levels", stateKey: "", content });

it.each<[string, JsonValue, JsonValue, boolean]>([
  ["ban", JUNK, [], true],
  ["notifications", JUNK, [], true],
  ["events", { a: JUNK }, { a: [] }, true],
  ["events", JUNK, [], false],
  ["users", JUNK, [], false],
])("levels under %s that are not levels", async (name, odd, other, isKept) => {
  const users = { [ALICE]: 100 };
  const before = levels({ users, [name]: odd, junk: JUNK });
  const after = (value: JsonValue): Draft => levels({ users, redact: 60, [name]: value });
  // To version 9, some may stay as they are.
  expect(await isAllowed("9", before, after(odd))).toBe(isKept);
  expect(await isAllowed("9", before, after(other))).toBe(false);
  expect(await isAllowed("10", before, after(odd))).toBe(false);
});

it("a third-party invite of which more is signed than is asked for", async () => {
  const pair = generateKeyPair("0");
  const content = { junk: JUNK, public_keys: [...JUNK, { public_key: pair.publicKey }] };
  const large: Draft = { type: "m.room.third_party_invite", stateKey: "t", content };
  const signed = signJson({ mxid: BOB, token: "t", junk: JUNK }, "id.example", pair);
  const answer = (more: JsonObject): Draft =>
    member(BOB, "invite", ALICE, { third_party_invite: { signed: { ...signed, ...more }, junk: JUNK } });
  expect(await isAllowed("10", large, answer({}))).toBe(true);
  expect(await isAllowed("10", large, answer({ junk: [] }))).toBe(false);
});
