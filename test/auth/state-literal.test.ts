/** State resolution against its definitions, read to the letter, over rooms that fork and fork again. */
import {
  authorizeAgainstState,
  type Pdu,
  type RoomState,
  resolveState,
  type StateEntry,
  stateOf,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keyed, resolveLiterally, resolveLiterallyV1 } from "./support/literal-resolution.js";
import {
  ALICE,
  authKeys,
  BOB,
  CAROL,
  type Draft,
  member,
  type TestRoom,
  testRoom,
  VERSIONS,
} from "./support/room.js";

const DAVE = "@dave:c.example";
const anyUser = fc.constantFrom(ALICE, BOB, CAROL, DAVE);
const anyLevel = fc.constantFrom(0, 25, 50, 75, 100);

const anyDraft: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        user: anyUser,
        by: fc.option(anyUser, { nil: undefined }),
        membership: fc.constantFrom("join", "join", "leave", "ban", "invite", "knock"),
      })
      .map(({ user, by = user, membership }) => member(user, membership, by)),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ sender: anyUser, levels: fc.dictionary(anyUser, anyLevel), ban: anyLevel, kick: anyLevel })
      .map(
        ({ sender, levels, ban, kick }): Draft => ({
          type: "m.room.power_levels",
          sender,
          stateKey: "",
          content: { users: { ...levels, [ALICE]: 100 }, ban, kick },
        }),
      ),
  },
  fc.record({ sender: anyUser, rule: fc.constantFrom("public", "invite", "knock", "restricted") }).map(
    ({ sender, rule }): Draft => ({
      type: "m.room.join_rules",
      sender,
      stateKey: "",
      content: { join_rule: rule },
    }),
  ),
  fc
    .record({ sender: anyUser, stateKey: fc.constantFrom("", "x", ALICE, BOB) })
    .map((draft): Draft => ({ type: "m.room.topic", content: {}, ...draft })),
);

/** Steps of a branch, at times that go back and tie; steps that the rules refuse are mostly not taken. */
const anyBranch = fc.array(
  fc.record({ draft: anyDraft, time: fc.nat({ max: 12 }), isForced: fc.nat({ max: 9 }).map((n) => n === 0) }),
  { minLength: 1, maxLength: 12 },
);

/** Branches, and for each the one before it that it grows from. */
const anyFork = fc.array(fc.record({ from: fc.nat({ max: 4 }), steps: anyBranch }), {
  minLength: 3,
  maxLength: 5,
});

type Fork = typeof anyFork extends fc.Arbitrary<infer T> ? T : never;

function grow(room: TestRoom, fork: Fork): RoomState[] {
  const grown = [new Map(room.state)];
  for (const { from, steps } of fork) {
    room.state.clear();
    for (const [key, event] of grown[from % grown.length] ?? []) room.state.set(key, event);
    for (const { draft, time, isForced } of steps) {
      const isHashed = room.isHashed && draft.type === "m.room.power_levels";
      const users = isHashed ? { [BOB]: 50 } : undefined;
      const content = { ...draft.content, ...(users && { users }) };
      const raw = { origin_server_ts: 1_700_000_000_000 + time, hashes: { sha256: `${room.events.size}` } };
      const event = room.make({ ...draft, content, raw }, authKeys(room, draft));
      const { allowed } = authorizeAgainstState(event, {
        roomVersion: room.version,
        state: room.lookup,
        create: room.create,
      });
      if (allowed || isForced) room.add(event);
    }
    grown.push(new Map(room.state));
  }
  return grown
    .slice(2)
    .map((state) =>
      stateOf([...state.values()].map((e): StateEntry => [e.type, e.stateKey ?? "", e.eventId])),
    );
}

const sorted = (state: ReadonlyMap<string, string>): string[] => [...state].map(String).sort();

test.each(VERSIONS)("version %s", (version) => {
  let conflicts = 0;
  fc.assert(
    fc.property(anyFork, (fork) => {
      const room = testRoom(version);
      const { create } = room;
      if (create === undefined) throw new Error("a room without a create event");
      const states = grow(room, fork);
      const events: ReadonlyMap<string, Pdu> = room.events;
      const expected =
        version === "1"
          ? resolveLiterallyV1(states, events)
          : resolveLiterally(states, version, events, create);
      const resolved = resolveState(states, { roomVersion: version, events: (id) => events.get(id) });
      expect(sorted(keyed(resolved))).toEqual(sorted(expected));
      if (states.some((state) => sorted(keyed(state)).join() !== sorted(expected).join())) conflicts++;
    }),
    { numRuns: 150 },
  );
  // Rooms in which nothing is decided prove nothing.
  expect(conflicts).toBeGreaterThan(75);
});
