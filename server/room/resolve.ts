/** One room state out of several, by loading no more of them than what it depends on. */
import {
  listedBy,
  type Pdu,
  ROOM_VERSIONS,
  type RoomState,
  type RoomVersion,
  resolveState,
  selectAuthEvents,
} from "@knockgen/auth";
import { copyState, setState } from "./draft/working-state.js";
import type { EventCache, LoadedEvent, RoomKey } from "./event-cache.js";

/** Loads events of one room: those that are not committed yet, and those that are. */
export interface EventSource {
  readonly room: RoomKey;
  readonly pending: ReadonlyMap<string, LoadedEvent>;
  readonly committed: EventCache;
}

/** Resolves states that differ. */
export async function resolveStates(states: readonly RoomState[], source: EventSource): Promise<RoomState> {
  return (
    (await resolveByConflicts(states, source)) ??
    resolve(states, await withAuthChains(idsOf(states), source), source)
  );
}

/**
 * Where all that the conflicting events rest on is the same in all states, or in conflict itself, nothing else that they
 * agree on can be in doubt, however large the room is: of that, only what these events are judged by is looked at.
 * Undefined otherwise.
 */
async function resolveByConflicts(
  states: readonly RoomState[],
  source: EventSource,
): Promise<RoomState | undefined> {
  const [first = new Map()] = states;
  const { version } = source.room;
  if (ROOM_VERSIONS[version].stateResolution === "v1") return undefined;
  const conflicts = conflictsOf(states);
  const contested = states.map((state) =>
    conflicts.flatMap(([type, key]) => state.get(type)?.get(key) ?? []),
  );
  const loaded = await withAuthChains(contested.flat(), source);
  const chains = contested.map((ids) => chainOf(ids, loaded, version));
  if (!restOnTheSame(chains, new Set(contested.flat()))) return undefined;
  const keys = [...conflicts, ...keysToJudgeBy(loaded, version)];
  const reduced = states.map((state) => pick(state, keys));
  const resolved = resolve(reduced, await withAuthChains(idsOf(reduced), source), source);
  const whole = copyState(first);
  for (const [type, key] of conflicts) setState(whole, type, key, resolved.get(type)?.get(key));
  for (const [type, ofType] of resolved)
    for (const [key, id] of ofType) if (whole.get(type)?.has(key) !== true) setState(whole, type, key, id);
  return whole;
}

/** Whether some chains differ by nothing but events that are in conflict anyway, as a join differs from the one it follows. */
function restOnTheSame(chains: readonly ReadonlySet<string>[], contested: ReadonlySet<string>): boolean {
  const [one = new Set<string>(), ...others] = chains;
  const isIn = (chain: ReadonlySet<string>) => (id: string) => contested.has(id) || chain.has(id);
  return others.every((chain) => [...chain].every(isIn(one)) && [...one].every(isIn(chain)));
}

type Key = readonly [type: string, stateKey: string];

/** The keys at which states differ, or that one of them lacks. */
function conflictsOf(states: readonly RoomState[]): Key[] {
  const [first = new Map(), ...others] = states;
  const found = new Map<string, Set<string>>();
  const note = (type: string, key: string): void => {
    found.set(type, (found.get(type) ?? new Set()).add(key));
  };
  for (const other of others) {
    for (const [type, ofType] of other) {
      const mine = first.get(type);
      for (const [key, id] of ofType) if (mine?.get(key) !== id) note(type, key);
    }
    for (const [type, ofType] of first) {
      const theirs = other.get(type);
      for (const key of ofType.keys()) if (theirs?.has(key) !== true) note(type, key);
    }
  }
  return [...found].flatMap(([type, keys]) => [...keys].map((key): Key => [type, key]));
}

/** The keys at which stands what some events are judged by. */
function keysToJudgeBy(events: ReadonlyMap<string, LoadedEvent>, version: RoomVersion): Key[] {
  const keys = new Map<string, Key>();
  for (const { pdu } of events.values())
    for (const key of selectAuthEvents(pdu, version)) keys.set(key.join("\n"), key);
  for (const type of ["m.room.create", "m.room.power_levels", "m.room.join_rules"])
    keys.set(`${type}\n`, [type, ""]);
  return [...keys.values()];
}

function pick(state: RoomState, keys: readonly Key[]): RoomState {
  const picked = new Map<string, Map<string, string>>();
  for (const [type, key] of keys) {
    const id = state.get(type)?.get(key);
    if (id !== undefined) setState(picked, type, key, id);
  }
  return picked;
}

function idsOf(states: readonly RoomState[]): string[] {
  const ids = new Set<string>();
  for (const state of states)
    for (const ofType of state.values()) for (const id of ofType.values()) ids.add(id);
  return [...ids];
}

/** The full auth chain of some events. */
function chainOf(
  from: readonly string[],
  events: ReadonlyMap<string, LoadedEvent>,
  version: RoomVersion,
): ReadonlySet<string> {
  const chain = new Set<string>();
  const stack = [...from];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const event = events.get(id);
    for (const auth of event === undefined ? [] : listedBy(event.pdu, version)) {
      if (chain.has(auth)) continue;
      chain.add(auth);
      stack.push(auth);
    }
  }
  return chain;
}

function resolve(
  states: readonly RoomState[],
  events: ReadonlyMap<string, LoadedEvent>,
  { room: { version } }: EventSource,
): RoomState {
  return resolveState(states, {
    roomVersion: version,
    events: (id): Pdu | undefined => events.get(id)?.pdu,
    isRejected: (id) => events.get(id)?.stored.status === "rejected",
  });
}

/** Events with all that they rest on: one query for each step down. */
async function withAuthChains(
  from: readonly string[],
  { room, pending, committed }: EventSource,
): Promise<Map<string, LoadedEvent>> {
  const all = new Map<string, LoadedEvent>();
  const asked = new Set(from);
  let wanted: readonly string[] = from;
  while (wanted.length > 0) {
    const found = await committed.many(
      wanted.filter((id) => !pending.has(id)),
      room,
    );
    const next: string[] = [];
    for (const id of wanted) {
      const event = pending.get(id) ?? found.get(id);
      if (event === undefined) continue;
      all.set(id, event);
      for (const auth of listedBy(event.pdu, room.version)) {
        if (asked.has(auth)) continue;
        asked.add(auth);
        next.push(auth);
      }
    }
    wanted = next;
  }
  return all;
}
