/**
 * How the work of state resolution grows with the room, counted in looks at events and not in time, which is the
 * machine's as well: no faster than n log n, in rooms of every shape that has made some server slow.
 */
import { type Pdu, type RoomState, resolveState, type StateEntry, stateOf } from "@knockgen/auth";
import { expect, test } from "vitest";
import { ALICE, BOB, type Draft, member, type TestRoom, testRoom } from "./support/room.js";

function powerLevels(ban: number): Draft {
  return {
    type: "m.room.power_levels",
    stateKey: "",
    content: { users: { [ALICE]: 100, [BOB]: 50 }, ban: ban % 50 },
  };
}

function user(at: number): string {
  return `@user${at}:a.example`;
}

function times(n: number, draft: (at: number) => Draft): Draft[] {
  return Array.from({ length: n }, (_, at) => draft(at));
}

/** Branches of a room, of about n events each. */
const SHAPES: Readonly<Record<string, (n: number) => readonly (readonly Draft[])[]>> = {
  "the same users join on one side and are banned on the other": (n) => [
    times(n, (at) => member(user(at), "join")),
    times(n, (at) => member(user(at), "ban", ALICE)),
  ],
  "one user comes and goes on both sides": (n) => [
    times(n, (at) => member(BOB, at % 2 === 0 ? "join" : "leave")),
    times(n, (at) => member(BOB, at % 2 === 0 ? "leave" : "join")),
  ],
  "two chains of power levels, and topics all along": (n) =>
    [1, 2].map((side) =>
      times(n, (at) =>
        at % 3 === 0
          ? powerLevels(at * side)
          : { type: "org.example", stateKey: `${at}`, content: { [side]: at } },
      ),
    ),
  "a chain of power levels on one side, topics on the other": (n) => [
    times(n, powerLevels),
    times(n, (at) => ({ type: "org.example", stateKey: `${at}`, content: {} })),
  ],
  "users who join, are kicked and return, on three sides": (n) =>
    [1, 2, 3].map((side) =>
      times(n, (at) =>
        at % 3 === 1
          ? member(user(at - 1), "leave", ALICE, { reason: `${side}` })
          : member(user(at - (at % 3)), "join"),
      ),
    ),
};

/** A copy of an event that counts what is read of it and of its list of auth events. */
function counted(event: Pdu, count: () => void): Pdu {
  const counting = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (from, key) => {
        count();
        return Reflect.get(from, key);
      },
    });
  return counting({ ...event, authEventIds: counting(event.authEventIds) });
}

/** Events looked up, and values read of them, where branches of n events are resolved. */
function looks(room: TestRoom, drafts: readonly (readonly Draft[])[]): number {
  const common = new Map(room.state);
  const states = drafts.map((branch): RoomState => {
    room.state.clear();
    for (const [key, event] of common) room.state.set(key, event);
    for (const draft of branch) room.send(draft);
    return stateOf([...room.state.values()].map((e): StateEntry => [e.type, e.stateKey ?? "", e.eventId]));
  });
  let looked = 0;
  const count = (): void => {
    looked++;
  };
  const events = new Map([...room.events].map(([id, event]) => [id, counted(event, count)]));
  const lookup = (id: string): Pdu | undefined => {
    count();
    return events.get(id);
  };
  const result = resolveState(states, { roomVersion: room.version, events: lookup });
  expect(result.get("m.room.create")?.size).toBe(1);
  return looked;
}

const SIZES = [150, 600, 2400];

for (const version of ["1", "2", "10", "12"] as const) {
  test.each(Object.keys(SHAPES))(`version ${version}: %s`, (shape) => {
    const scaled = SIZES.map((n) => looks(testRoom(version), SHAPES[shape]?.(n) ?? []) / (n * Math.log(n)));
    const [first = 0, ...later] = scaled;
    // A tenth for what a sort of few is spared.
    for (const more of later) expect(more).toBeLessThan(first * 1.1);
  });
}
