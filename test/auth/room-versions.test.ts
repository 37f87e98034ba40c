/** O54: room versions as values: unstable ones by name, one's own, and a named error for the rest. */
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type AnyRoomVersion,
  addContentHash,
  authorize,
  authorizeAgainstState,
  buildEvent,
  checkGivenState,
  checkPdu,
  contentHash,
  eventId,
  eventTemplate,
  isRoomVersion,
  judge,
  keyPairFromSeed,
  keysNeededFor,
  loadPdu,
  lookupIn,
  may,
  membershipTable,
  membershipTransitions,
  type Pdu,
  parsePdu,
  ROOM_VERSIONS,
  type RoomVersionRules,
  readPdu,
  redact,
  redactedEventId,
  requiredSigners,
  resolveState,
  roomVersionRules,
  ruleEntries,
  ruleNumber,
  selectAuthEvents,
  signEvent,
  stateOf,
  UNSTABLE_ROOM_VERSIONS,
  verifyEvent,
} from "@knockgen/auth";
import { expect, test } from "vitest";

const ALICE = "@alice:a.example";
const BOB = "@bob:a.example";
const CAROL = "@carol:b.example";
const key = keyPairFromSeed(new Uint8Array(32).fill(7), "1");

/** A room of Alice's, with Bob at level 10 and Carol at 0, made by the engine itself. */
function roomOf(roomVersion: AnyRoomVersion): Map<string, Pdu> {
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined) throw new Error("unknown");
  const state = new Map<string, Pdu>();
  let last: Pdu | undefined;
  const add = (sender: string, type: string, stateKey: string, content: Record<string, never> | object) => {
    const built = buildEvent(
      { type, sender, stateKey, content: JSON.parse(JSON.stringify(content)) },
      {
        roomVersion,
        state: lookupIn([...state.values()]),
        extremities: last === undefined ? [] : [last],
        originServerTs: 1,
        roomId: rules.roomId === "server" ? "!r:a.example" : undefined,
        server: sender.slice(sender.indexOf(":") + 1),
        signer: key,
        eventId: `$${state.size}:a.example`,
      },
    );
    if (!built.ok) throw new Error(JSON.stringify(built.check === "rules" ? built.verdict : built.error));
    last = built.event;
    state.set(`${type}|${stateKey}`, built.event);
  };
  add(ALICE, "m.room.create", "", { room_version: rules.version, creator: ALICE });
  add(ALICE, "m.room.member", ALICE, { membership: "join" });
  const users = rules.creators === "sender-and-additional" ? { [BOB]: 10 } : { [ALICE]: 100, [BOB]: 10 };
  add(ALICE, "m.room.power_levels", "", { users, events: { "org.example.place": 0 } });
  add(ALICE, "m.room.join_rules", "", { join_rule: "public" });
  for (const user of [BOB, CAROL]) add(user, "m.room.member", user, { membership: "join" });
  return state;
}

function asks(roomVersion: AnyRoomVersion, sender: string, stateKey: string): boolean {
  const state = lookupIn([...roomOf(roomVersion).values()]);
  return may({ type: "org.example.place", sender, stateKey, content: {} }, { roomVersion, state }).allowed;
}

test.each(["README.md", "auth/package.json"])("%s says which room versions there are", (file) => {
  const text = readFileSync(path.join(import.meta.dirname, "../..", file), "utf8");
  const range = `room versions 1 to ${Object.keys(ROOM_VERSIONS).at(-1)}`;
  expect(text.includes(range), `write "${range}" in ${file}`).toBe(true);
});

test.each(Object.keys(UNSTABLE_ROOM_VERSIONS))("O54: %s is known, and unstable", (name) => {
  expect(roomVersionRules(name)).toMatchObject({ version: name, disposition: "unstable" });
  expect(isRoomVersion(name)).toBe(false);
});

test("O54: org.matrix.hydra.11 is as version 12 but for its name", () => {
  const { version: _, disposition: __, ...hydra } = UNSTABLE_ROOM_VERSIONS["org.matrix.hydra.11"];
  const { version: ___, disposition: ____, ...twelve } = ROOM_VERSIONS["12"];
  expect(hydra).toEqual(twelve);
  const create = roomOf("org.matrix.hydra.11").get("m.room.create|");
  expect(create?.roomId).toBe(`!${create?.eventId.slice(1)}`);
});

test.each(["org.matrix.msc3757.10", "org.matrix.msc3757.11"] as const)(
  "O54: in %s users own the state keys that begin with their ID",
  (version) => {
    const { version: _, disposition: __, ownedState, ...rules } = UNSTABLE_ROOM_VERSIONS[version];
    const base = ROOM_VERSIONS[version === "org.matrix.msc3757.10" ? "10" : "11"];
    expect({ ...rules, version: base.version, disposition: "stable", ownedState: false }).toEqual(base);
    expect(ownedState).toBe(true);
    expect(asks(version, CAROL, CAROL)).toBe(true);
    expect(asks(version, CAROL, `${CAROL}_phone`)).toBe(true);
    expect(asks(version, BOB, `${CAROL}_phone`)).toBe(true);
    expect(asks(version, CAROL, `${BOB}_phone`)).toBe(false);
    expect(asks(version, CAROL, `${CAROL}.evil.example_phone`)).toBe(false);
    expect(asks(version, ALICE, "@nobody_phone")).toBe(false);
    expect(asks(version, CAROL, "phone")).toBe(true);
    expect(asks(base.version, BOB, `${CAROL}_phone`)).toBe(false);
    expect(asks(base.version, CAROL, `${CAROL}_phone`)).toBe(false);
    expect(ruleNumber("at_state_key", version)).toBe(ruleNumber("at_state_key", base.version));
  },
);

test("O54: rules of one's own can be passed wherever a room version is taken", () => {
  const quiet: RoomVersionRules = {
    ...ROOM_VERSIONS["10"],
    version: "com.example.quiet",
    disposition: "unstable",
    knocking: false,
  };
  const state = roomOf(quiet);
  const lookup = lookupIn([...state.values()]);
  const create = state.get("m.room.create|");
  const join = state.get(`m.room.member|${BOB}`);
  if (create === undefined || join === undefined) throw new Error("no room");
  const knock = { type: "m.room.member", sender: CAROL, stateKey: CAROL, content: { membership: "knock" } };
  expect(may(knock, { roomVersion: quiet, state: lookup })).toMatchObject({ ruleKey: "member.unknown" });
  expect(ruleNumber("member.knock.allow", quiet)).toBeUndefined();
  expect(ruleEntries(quiet).map(({ key }) => key)).not.toContain("member.knock.allow");
  expect(readPdu(join.json, quiet).ok).toBe(true);
  expect(parsePdu(JSON.stringify(join.json), quiet).ok).toBe(true);
  expect(eventId(join.json, quiet)).toBe(join.eventId);
  const authEvents = join.authEventIds.flatMap((id) => [...state.values()].filter((e) => e.eventId === id));
  expect(authorize(join, { roomVersion: quiet, authEvents }).allowed).toBe(true);
  expect(authorizeAgainstState(join, { roomVersion: quiet, state: lookup }).allowed).toBe(true);
  expect(judge({ roomVersion: quiet, event: join.json, authEvents }).allowed).toBe(true);
  // A name is known only to who brings the rules.
  const stranger = { ...ROOM_VERSIONS["10"], version: "com.example.other" };
  expect(authorize(create, { roomVersion: stranger, authEvents: [] })).toMatchObject({
    ruleKey: "create.room_version",
  });
  const keysOf = () => [{ keyId: key.keyId, publicKey: key.publicKey }];
  expect(verifyEvent(join, quiet, keysOf)).toMatchObject({ ok: true, hashMatches: true });
  expect(
    checkPdu(join.json, {
      roomVersion: quiet,
      keysOf,
      events: (id) => [...state.values()].find((event) => event.eventId === id),
      isRejected: () => false,
      stateBefore: () => lookup,
    }).outcome,
  ).toBe("accepted");
  const states = [BOB, CAROL].map((left) =>
    stateOf(
      [...state.values()]
        .filter(({ stateKey }) => stateKey !== left)
        .map((event) => [event.type, event.stateKey ?? "", event.eventId]),
    ),
  );
  const events = (id: string) => [...state.values()].find((event) => event.eventId === id);
  expect(resolveState(states, { roomVersion: quiet, events }).get("m.room.member")?.size).toBe(3);
  expect(membershipTransitions(quiet).some(({ to, allowed }) => to === "knock" && allowed)).toBe(false);
  expect(membershipTable(quiet)).toContain("com.example.quiet");
});

test("O54: an unknown room version is a named error everywhere", () => {
  // As a program without types, or with a name from the wire, would.
  const unknown = JSON.parse('"org.example.13"');
  const event = loadPdu({ type: "m.room.message", sender: ALICE, content: {} }, "10", "$event");
  const draft = { type: "m.room.message", sender: ALICE, content: {} };
  const state = () => undefined;
  const place = { roomVersion: unknown, state, extremities: [], originServerTs: 1 };
  const refusals = [
    authorize(event, { roomVersion: unknown, authEvents: [] }),
    authorizeAgainstState(event, { roomVersion: unknown, state }),
    judge({ roomVersion: unknown, event: event.json, authEvents: [] }),
    may(draft, { roomVersion: unknown, state }),
  ];
  for (const refusal of refusals)
    expect(refusal).toMatchObject({
      allowed: false,
      rule: "room_version",
      reason: 'the room version "org.example.13" is not known',
    });
  expect(readPdu(event.json, unknown)).toMatchObject({ error: { code: "pdu/room-version" } });
  expect(parsePdu("{}", unknown)).toMatchObject({ error: { code: "pdu/room-version" } });
  expect(checkPdu({}, { roomVersion: unknown })).toMatchObject({ error: { code: "pdu/room-version" } });
  expect(buildEvent(draft, { ...place, server: "a.example", signer: key })).toMatchObject({
    error: { code: "pdu/room-version" },
  });
  expect(roomVersionRules(unknown)).toBeUndefined();
  expect(ruleNumber("allow", unknown)).toBeUndefined();
  const room = { roomVersion: unknown, roomId: "!r:a", keysOf: () => [] };
  const throwing: (() => unknown)[] = [
    () => checkGivenState({ state: [], authChain: [] }, room),
    () => redact(event.json, unknown),
    () => eventId(event.json, unknown),
    () => loadPdu(event.json, unknown, "$event"),
    () => selectAuthEvents(draft, unknown),
    () => requiredSigners(event, unknown),
    () => keysNeededFor(event, unknown),
    () => verifyEvent(event, unknown, () => []),
    () => signEvent(addContentHash(event.json), unknown, "a.example", key),
    () => redactedEventId(event, unknown),
    () => eventTemplate(draft, place),
    () => resolveState([stateOf([])], { roomVersion: unknown, events: () => undefined }),
    () => ruleEntries(unknown),
    () => membershipTransitions(unknown),
    () => membershipTable(unknown),
  ];
  for (const work of throwing)
    expect(work).toThrowError(expect.objectContaining({ code: "room-version/unknown" }));
  // Functions that no version changes do not ask for one.
  expect(contentHash(event.json)).toHaveLength(43);
});

test("O54: an object that has no rules is an unknown version, too", () => {
  for (const version of [{}, [], 10, { version: "10" }]) {
    const given = JSON.parse(JSON.stringify({ version })).version;
    expect(roomVersionRules(given)).toBeUndefined();
    expect(() => redact({ type: "m.room.message" }, given)).toThrow("the room version is not known");
  }
});
