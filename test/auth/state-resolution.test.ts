/** State resolution: what must hold whatever the states are. */
import {
  entriesOf,
  type JsonObject,
  loadPdu,
  type Pdu,
  type RoomState,
  type RoomVersion,
  resolveState,
  type StateEntry,
  stateOf,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALICE, authKeys, BOB, CAROL, type Draft, member, type TestRoom, testRoom } from "./support/room.js";

const USERS = [ALICE, BOB, CAROL];

const anyDraft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({
    type: fc.constant("m.room.topic"),
    sender: fc.constantFrom(...USERS),
    stateKey: fc.constantFrom("", "x"),
    content: fc.constant({}),
  }),
  fc
    .tuple(
      fc.constantFrom(...USERS),
      fc.constantFrom("join", "leave", "ban", "invite", "knock"),
      fc.constantFrom(...USERS),
    )
    .map(([user, membership, by]) => member(user, membership, by)),
  fc
    .constantFrom("public", "invite", "knock")
    .map((rule): Draft => ({ type: "m.room.join_rules", stateKey: "", content: { join_rule: rule } })),
  fc.tuple(fc.constantFrom(...USERS), fc.constantFrom(0, 50, 100)).map(
    ([user, level]): Draft => ({
      type: "m.room.power_levels",
      stateKey: "",
      content: { users: user === ALICE ? { [BOB]: level } : { [user]: level }, ban: level },
    }),
  ),
);

const anyVersion = fc.constantFrom<RoomVersion>("1", "2", "6", "10", "12");

/** Branches that grow from one room, each by events that list what their own branch has. */
function branches(
  version: RoomVersion,
  drafts: readonly (readonly Draft[])[],
): { room: TestRoom; states: RoomState[] } {
  const room = testRoom(version);
  const common = new Map(room.state);
  const states = drafts.map((branch) => {
    room.state.clear();
    for (const [key, event] of common) room.state.set(key, event);
    for (const draft of branch) room.add(room.make(draft, authKeys(room, draft)));
    return stateOf([...room.state.values()].map((e): StateEntry => [e.type, e.stateKey ?? "", e.eventId]));
  });
  return { room, states };
}

function resolved(states: readonly RoomState[], room: TestRoom): string[] {
  const state = resolveState(states, { roomVersion: room.version, events: (id) => room.events.get(id) });
  return [...entriesOf(state)].map((entry) => JSON.stringify(entry)).sort();
}

/** The same state with its entries put in the opposite order. */
function reversed(state: RoomState): RoomState {
  return stateOf([...entriesOf(state)].reverse());
}

test("neither the order of states nor that of their entries matters", () => {
  fc.assert(
    fc.property(
      anyVersion,
      fc.array(fc.array(anyDraft, { maxLength: 6 }), { minLength: 2, maxLength: 4 }),
      (version, drafts) => {
        const { room, states } = branches(version, drafts);
        const once = resolved(states, room);
        expect(resolved([...states].reverse(), room)).toEqual(once);
        expect(resolved(states.map(reversed), room)).toEqual(once);
        // To say the same twice adds nothing.
        if (version !== "1") expect(resolved([...states, ...states], room)).toEqual(once);
      },
    ),
    { numRuns: 150 },
  );
});

test("what all states agree on stays, and nothing comes from nowhere", () => {
  fc.assert(
    fc.property(
      anyVersion,
      fc.array(fc.array(anyDraft, { maxLength: 6 }), { minLength: 2, maxLength: 3 }),
      (version, drafts) => {
        const { room, states } = branches(version, drafts);
        const result = resolved(states, room);
        const given = states.map((state) => [...entriesOf(state)].map((entry) => JSON.stringify(entry)));
        for (const entry of given[0] ?? [])
          if (given.every((other) => other.includes(entry))) expect(result).toContain(entry);
        for (const entry of result) {
          const [type, stateKey, id] = JSON.parse(entry);
          expect(room.events.get(id)).toMatchObject({ type, stateKey });
        }
      },
    ),
    { numRuns: 100 },
  );
});

test("one state, and none", () => {
  const { room, states } = branches("10", [[]]);
  expect(resolveState(states, { roomVersion: "10", events: () => undefined })).toBe(states[0]);
  expect([...entriesOf(resolveState([], { roomVersion: room.version, events: () => undefined }))]).toEqual(
    [],
  );
});

test("a ban beats what the banned user did meanwhile, in every version", () => {
  for (const version of ["2", "10", "12"] as const) {
    const room = testRoom(version);
    room.send(member(BOB, "join"));
    room.send({
      type: "m.room.power_levels",
      stateKey: "",
      content: { users: Number(version) < 12 ? { [ALICE]: 100, [BOB]: 50 } : { [BOB]: 50 } },
    });
    const common = new Map(room.state);
    const take = (): RoomState =>
      stateOf([...room.state.values()].map((e): StateEntry => [e.type, e.stateKey ?? "", e.eventId]));
    const ban = room.send(member(BOB, "ban", ALICE));
    const banned = take();
    room.state.clear();
    for (const [key, event] of common) room.state.set(key, event);
    const topic = room.send({ type: "m.room.topic", sender: BOB, stateKey: "", content: { topic: "mine" } });
    const result = resolveState([banned, take()], {
      roomVersion: version,
      events: (id) => room.events.get(id),
    });
    expect(result.get("m.room.member")?.get(BOB)).toBe(ban.eventId);
    expect(result.get("m.room.topic")?.get("")).not.toBe(topic.eventId);
  }
});

test.each(["1", "2", "10", "12"] as const)(
  "holes and cycles among auth events end, in version %s",
  (version) => {
    const { room, states } = branches(version, [
      [member(BOB, "join"), member(BOB, "leave")],
      [member(CAROL, "join"), member(BOB, "ban", ALICE)],
    ]);
    const ids = [...room.events.keys()];
    const looped = new Map<string, Pdu>();
    for (const [at, event] of [...room.events.values()].entries()) {
      // Every event lists every other and itself; every third is unknown.
      if (at % 3 === 2) continue;
      looped.set(event.eventId, { ...loadPdu(event.json, version, event.eventId), authEventIds: ids });
    }
    const result = resolveState(states, { roomVersion: version, events: (id) => looped.get(id) });
    for (const [, , id] of entriesOf(result)) expect(ids).toContain(id);
  },
);

test.each(["1", "2", "10", "12"] as const)(
  "an event is looked up once, however many list it, in version %s",
  (version) => {
    const drafts = Array.from({ length: 40 }, (_, at): Draft[] => [
      member(BOB, at % 2 === 0 ? "join" : "leave"),
      { type: "m.room.power_levels", stateKey: "", content: { users: { [ALICE]: 100 }, ban: at } },
    ]).flat();
    const { room, states } = branches(version, [drafts, [member(BOB, "ban", ALICE)], drafts.slice(0, 20)]);
    const asked = new Map<string, number>();
    const events = (id: string): Pdu | undefined => {
      asked.set(id, (asked.get(id) ?? 0) + 1);
      return room.events.get(id);
    };
    resolveState(states, { roomVersion: version, events });
    const times = [...asked.values()].reduce((sum, count) => sum + count, 0);
    // In version 12 an event of the states is asked for its room first, and the room names its create event.
    expect(times).toBeLessThanOrEqual(asked.size + (version === "12" ? 2 : 0));
    expect(asked.size).toBeGreaterThan(version === "1" ? 3 : 80);
  },
);

/** Events that list each other any way round, themselves and unknown ones included; keys that objects inherit. */
const anyGraph = fc.array(
  fc.record({
    type: fc.constantFrom(
      "m.room.member",
      "m.room.power_levels",
      "m.room.join_rules",
      "m.room.create",
      "__proto__",
    ),
    sender: fc.constantFrom(...USERS, "__proto__", "@long:".padEnd(10_000, "x"), "@\ud800:a"),
    stateKey: fc.constantFrom("", ...USERS, "__proto__", "constructor", "\udfff"),
    content: fc.constantFrom<JsonObject>(
      {},
      { membership: "join" },
      { membership: "ban" },
      { users: { [ALICE]: 100, ["__proto__"]: 7 } },
      { users: [], membership: {} },
      { join_rule: "public", creator: ALICE },
    ),
    auth: fc.array(fc.nat({ max: 24 }), { maxLength: 8 }),
    time: fc.constantFrom<number | bigint>(0, 1, 2n ** 63n - 1n),
    rejected: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
);

test("any graph of any events resolves, in whatever order it comes", () => {
  fc.assert(
    fc.property(
      anyVersion,
      anyGraph,
      fc.array(fc.array(fc.nat({ max: 19 })), { minLength: 2, maxLength: 4 }),
      (version, drafts, picks) => {
        const idOf = (at: number): string => `$${at}:a.example`;
        const events = new Map(
          drafts.map(({ type, sender, stateKey, content, auth, time }, at): [string, Pdu] => {
            const json: JsonObject = { type, sender, state_key: stateKey, content, room_id: "!0:a.example" };
            const listed = { auth_events: auth.map(idOf), origin_server_ts: time, depth: at };
            return [idOf(at), loadPdu({ ...json, ...listed }, version, idOf(at))];
          }),
        );
        const entryOf = (at: number): StateEntry[] => {
          const event = events.get(idOf(at));
          return event === undefined ? [] : [[event.type, event.stateKey ?? "", event.eventId]];
        };
        const states = picks.map((places) => stateOf(places.flatMap(entryOf)));
        const context = {
          roomVersion: version,
          events: (id: string) => events.get(id),
          isRejected: (id: string) => drafts.some(({ rejected }, at) => rejected && idOf(at) === id),
        };
        const sorted = (given: readonly RoomState[]): string[] =>
          [...entriesOf(resolveState(given, context))].map((entry) => JSON.stringify(entry)).sort();
        const once = sorted(states);
        expect(sorted(states.map(reversed).reverse())).toEqual(once);
        const given = new Set(states.flatMap((state) => [...entriesOf(state)]).map(([, , id]) => id));
        if (version === "1") for (const entry of once) expect(given).toContain(JSON.parse(entry)[2]);
      },
    ),
    { numRuns: 1000 },
  );
});

test("states with create events of two rooms of version 12 resolve alike in any order", () => {
  const room = { sender: BOB, state_key: "", content: {}, origin_server_ts: 0, depth: 0, auth_events: [] };
  const join = { type: "m.room.member", state_key: BOB, content: { membership: "join" }, room_id: "!b" };
  const events = new Map(
    Object.entries<JsonObject>({
      $a: { ...room, type: "m.room.create", sender: ALICE },
      $b: { ...room, type: "m.room.create" },
      $join: { ...room, ...join },
      $topic: { ...room, type: "m.room.topic", room_id: "!b", auth_events: ["$join"] },
    }).map(([id, json]) => [id, loadPdu(json, "12", id)]),
  );
  const resolve = (states: readonly RoomState[]): string[] =>
    [...entriesOf(resolveState(states, { roomVersion: "12", events: (id) => events.get(id) }))]
      .map(([type]) => type)
      .sort();
  const a = stateOf([["m.room.create", "", "$a"]]);
  const b = stateOf([
    ["m.room.topic", "", "$topic"],
    ["m.room.create", "", "$b"],
  ]);
  expect(resolve([a, b, new Map()])).toEqual(resolve([new Map(), b, a]));
});

test("of several power levels that an event lists, the first say what its sender may", () => {
  const room = testRoom("10");
  for (const user of [BOB, CAROL]) room.send(member(user, "join"));
  const levels = (bob: number): Draft => ({
    type: "m.room.power_levels",
    stateKey: "",
    content: { users: { [ALICE]: 100, [BOB]: bob, [CAROL]: 75 } },
  });
  const strong = room.send(levels(100));
  const weak = room.make(levels(50), authKeys(room, levels(50)));
  room.events.set(weak.eventId, weak);
  const rules = (sender: string, rule: string, listed: readonly Pdu[]): Pdu => {
    const draft = { type: "m.room.join_rules", sender, stateKey: "", content: { join_rule: rule } };
    const others = [room.lookup("m.room.create", ""), room.lookup("m.room.member", sender)];
    const ids = [...others, ...listed].map((event) => event?.eventId ?? "");
    const event = room.make({ ...draft, raw: { auth_events: ids } });
    room.events.set(event.eventId, event);
    return event;
  };
  const carols = rules(CAROL, "invite", [strong]);
  for (const listed of [
    [strong, weak],
    [weak, strong],
  ]) {
    const bobs = rules(BOB, "knock", listed);
    const states = [carols, bobs].map((event) =>
      stateOf([...room.state.values(), event].map((e): StateEntry => [e.type, e.stateKey ?? "", e.eventId])),
    );
    const state = resolveState(states, { roomVersion: "10", events: (id) => room.events.get(id) });
    // Who has less power comes later, and what comes last stays.
    expect(state.get("m.room.join_rules")?.get("")).toBe((listed[0] === strong ? carols : bobs).eventId);
  }
});
