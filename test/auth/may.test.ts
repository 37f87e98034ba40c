/** O49: whether a draft could be sent, and the helpers for common questions. */
import {
  authorize,
  canBan,
  canInvite,
  canKick,
  canRedact,
  canSend,
  type EventDraft,
  lookupIn,
  may,
  type Pdu,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ALICE,
  authKeys,
  BOB,
  CAROL,
  createDraft,
  member,
  TestRoom,
  testRoom,
  VERSIONS,
} from "./support/room.js";

const drafted = (draft: ReturnType<typeof member>): EventDraft => ({
  type: draft.type ?? "m.room.message",
  sender: draft.sender ?? ALICE,
  stateKey: draft.stateKey,
  content: draft.content ?? {},
});

const USERS = [ALICE, BOB, CAROL, "no user"];
const anyUser = fc.constantFrom(...USERS);
const anyDraft: fc.Arbitrary<EventDraft> = fc.oneof(
  fc
    .tuple(
      anyUser,
      fc.constantFrom("join", "leave", "ban", "invite", "knock", "odd"),
      anyUser,
      fc.constantFrom(
        {},
        { join_authorised_via_users_server: ALICE },
        { third_party_invite: { signed: {} } },
      ),
    )
    .map(([user, word, by, more]) => drafted(member(user, word, by, more))),
  fc
    .tuple(
      anyUser,
      fc.constantFrom("m.room.topic", "m.room.message", "m.room.third_party_invite", "m.room.aliases"),
      fc.option(anyUser, { nil: undefined }),
    )
    .map(([sender, type, stateKey]): EventDraft => ({ type, sender, stateKey, content: {} })),
  fc
    .tuple(
      anyUser,
      fc.constantFrom<EventDraft["content"]>({ ban: 60 }, { users: { [BOB]: 100 } }, { users: 5 }, {}),
    )
    .map(([sender, content]): EventDraft => ({ type: "m.room.power_levels", sender, stateKey: "", content })),
  anyUser.map((sender): EventDraft => ({ type: "m.room.create", sender, stateKey: "", content: {} })),
);

test.each(VERSIONS)("O49: a draft in version %s is judged as the event that is made of it", (version) => {
  const rule = fc.constantFrom("public", "invite", "knock", "restricted", "knock_restricted");
  const before = fc.array(anyDraft, { maxLength: 5 });
  fc.assert(
    fc.property(rule, before, anyDraft, (joinRule, history, draft) => {
      const room = testRoom(version, { joinRule });
      for (const each of history) {
        const event = room.make(each, authKeys(room, each));
        if (each.type !== "m.room.create" && authorize(event, context(room, event)).allowed) room.add(event);
      }
      const server = (user: string): string => user.slice(user.indexOf(":") + 1);
      const signed = Object.fromEntries(
        [draft.sender, ALICE].map((user) => [server(user), { "ed25519:1": "AAAA" }]),
      );
      const event = room.make({ ...draft, raw: { signatures: signed } }, listed(room, draft));
      // It would follow other events in a room that is there, unlike the one that was made.
      if (draft.type === "m.room.create") return;
      const { allowed, rule: number } = may(draft, { roomVersion: version, state: room.lookup });
      const judged = authorize(event, context(room, event));
      if (!allowed && number === "format") return;
      expect({ allowed, number }).toEqual({ allowed: judged.allowed, number: judged.rule });
    }),
    { numRuns: 200 },
  );
});

/** The keys that the event should list: also the member who vouches for a join, where the version knows that. */
function listed(room: TestRoom, draft: EventDraft): [string, string][] {
  const keys = authKeys(room, draft);
  const { membership, join_authorised_via_users_server: voucher } = draft.content;
  const isVouched = draft.type === "m.room.member" && membership === "join" && voucher === ALICE;
  if (Number(room.version) < 8 || !isVouched || draft.sender === ALICE || draft.stateKey === ALICE)
    return keys;
  return [...keys, ["m.room.member", ALICE]];
}

function context(room: TestRoom, event: Pdu): Parameters<typeof authorize>[1] {
  const ids = room.create === undefined ? event.authEventIds : [...event.authEventIds, room.create.eventId];
  const authEvents = [...room.events.values()].filter(({ eventId }) => ids.includes(eventId));
  return { roomVersion: room.version, authEvents };
}

test.each(VERSIONS)("O49: a room of version %s can be begun, draft by draft", (version) => {
  const room = new TestRoom(version);
  const begun = createDraft(version);
  const ask = (draft: EventDraft): boolean =>
    may(draft, { roomVersion: version, state: room.lookup }).allowed;
  expect(ask(drafted(begun))).toBe(true);
  expect(ask(drafted(member(ALICE, "join")))).toBe(false);
  room.send(begun);
  expect(ask(drafted(member(BOB, "join")))).toBe(false);
  expect(ask(drafted(member(ALICE, "join")))).toBe(true);
});

test("O49: clauses that need no state are asked too", () => {
  const room = testRoom("10");
  const inside = { roomVersion: "10" as const, state: room.lookup };
  const create = { type: "m.room.create", sender: ALICE, stateKey: "", content: { room_version: "none" } };
  expect(may(create, { ...inside, state: lookupIn([]) })).toMatchObject({
    allowed: false,
    ruleKey: "create.room_version",
  });
  expect(
    may({ type: "m.room.member", sender: ALICE, content: { membership: "join" } }, inside),
  ).toMatchObject({ allowed: false });
  expect(may({ type: "m.room.topic", sender: ALICE, stateKey: BOB, content: {} }, inside)).toMatchObject({
    allowed: false,
    ruleKey: "at_state_key",
  });
  expect(
    may(
      { type: "m.room.topic", sender: ALICE, stateKey: "", content: {} },
      { ...inside, state: lookupIn([]) },
    ),
  ).toMatchObject({
    allowed: false,
    ruleKey: "auth.no_create",
  });
});

test.each(VERSIONS)("O49: a room of version %s that is there cannot be created again", (version) => {
  const draft = drafted(createDraft(version));
  for (const stateKey of ["", "again"])
    expect(
      may({ ...draft, stateKey }, { roomVersion: version, state: testRoom(version).lookup }),
    ).toMatchObject({ allowed: false, ruleKey: "create.prev_events" });
});

test.each([undefined, null, "text", []])("O49: a draft whose content is %j is malformed", (content) => {
  const room = testRoom("10");
  const draft = JSON.parse(JSON.stringify({ type: "m.room.topic", sender: ALICE, stateKey: "", content }));
  expect(may(draft, { roomVersion: "10", state: room.lookup })).toMatchObject({
    allowed: false,
    ruleKey: "format",
    reason: "content is not an object",
  });
});

test.each([
  ["type", 5],
  ["sender", null],
  ["stateKey", null],
  ["redacts", ["$a"]],
])("O49: so is one whose %s is %j", (name, value) => {
  const draft = { type: "m.room.topic", sender: ALICE, stateKey: "", content: {}, [name]: value };
  expect(may(draft, { roomVersion: "10", state: testRoom("10").lookup })).toMatchObject({
    allowed: false,
    ruleKey: "format",
  });
});

test("O49: the trace names each clause that was asked, and is given on request only", () => {
  const room = testRoom("7", { joinRule: "knock" });
  const knock = drafted(member(BOB, "knock"));
  const answer = may(knock, { roomVersion: "7", state: room.lookup, trace: true });
  expect(answer).toMatchObject({ allowed: true, rule: "4.6.3" });
  expect(answer.steps?.at(-1)).toMatchObject({ number: "4.6.3", outcome: "allows" });
  expect(answer.steps?.length).toBeGreaterThan(5);
  expect(may(knock, { roomVersion: "7", state: room.lookup })).not.toHaveProperty("steps");
});

test("O49: what clients ask most", () => {
  const levels = { users: { [ALICE]: 100, [CAROL]: 50 }, invite: 50, events: { "m.room.topic": 60 } };
  const room = testRoom("10", { levels });
  room.send(member(BOB, "join"));
  room.send(member(CAROL, "join"));
  const said = room.send({ sender: BOB });
  const inside = { roomVersion: "10" as const, state: room.lookup };
  const allowed = (...answers: readonly { readonly allowed: boolean }[]): boolean[] =>
    answers.map((answer) => answer.allowed);
  expect(
    allowed(canSend(BOB, "m.room.message", inside), canSend("@dan:b.example", "m.room.message", inside)),
  ).toEqual([true, false]);
  expect(
    allowed(
      canSend(ALICE, "m.room.topic", inside, { stateKey: "" }),
      canSend(CAROL, "m.room.topic", inside, { stateKey: "" }),
    ),
  ).toEqual([true, false]);
  expect(
    allowed(canKick(CAROL, BOB, inside), canKick(BOB, CAROL, inside), canKick(CAROL, ALICE, inside)),
  ).toEqual([true, false, false]);
  expect(allowed(canBan(CAROL, BOB, inside), canBan(BOB, CAROL, inside))).toEqual([true, false]);
  expect(
    allowed(canInvite(CAROL, "@dan:b.example", inside), canInvite(BOB, "@dan:b.example", inside)),
  ).toEqual([true, false]);
  expect(allowed(canRedact(CAROL, said, inside), canRedact(BOB, said, inside))).toEqual([true, true]);
  const hers = room.send({ sender: CAROL });
  expect(canRedact(BOB, hers, inside)).toMatchObject({ allowed: false, rule: "redaction" });
});
