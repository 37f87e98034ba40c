/** One room state out of several, by loading no more of them than what it depends on. */
import {
  idsIn,
  type Pdu,
  ROOM_VERSIONS,
  type RoomState,
  type RoomVersion,
  resolveState,
  selectAuthEvents,
} from "@knockgen/auth";
import { copyState, setState } from "./draft/working-state.js";
import { chainOf, type EventSource, withAuthChains } from "./event-source.js";
import { explain, type Key } from "./explain-apart.js";
import type { LoadedEvent } from "./held-event.js";

/** Resolves states that differ. */
export async function resolveStates(states: readonly RoomState[], source: EventSource): Promise<RoomState> {
  return (
    (await resolveByConflicts(states, source)) ??
    resolve(states, await withAuthChains(idsOf(states), source), source)
  );
}

/**
 * Where all that the conflicting events rest on is the same in all states, in conflict itself, or of no effect, nothing else
 * that they agree on can be in doubt, however large the room is: of that, only what these events are judged by is looked at.
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
  const conflicting = new Set(contested.flat());
  const explained = await explain(restingApart(chains, conflicting), { states, conflicting, loaded, source });
  if (explained === undefined) return undefined;
  const keys = [...conflicts, ...explained, ...keysToJudgeBy(loaded, version)];
  const reduced = states.map((state) => pick(state, keys));
  const resolved = resolve(reduced, await withAuthChains(idsOf(reduced), source), source);
  const whole = copyState(first);
  for (const [type, key] of conflicts) setState(whole, type, key, resolved.get(type)?.get(key));
  for (const [type, ofType] of resolved)
    for (const [key, id] of ofType) if (whole.get(type)?.has(key) !== true) setState(whole, type, key, id);
  return whole;
}

/** The events that are not in all chains and not in conflict anyway, as a join is that differs from the one it follows. */
function restingApart(chains: readonly ReadonlySet<string>[], conflicting: ReadonlySet<string>): string[] {
  const all = new Set(chains.flatMap((chain) => [...chain]));
  return [...all].filter((id) => !conflicting.has(id) && !chains.every((chain) => chain.has(id)));
}

/** The keys at which states differ, or that one of them lacks. */
function conflictsOf(states: readonly RoomState[]): Key[] {
  const [first = new Map(), ...others] = states;
  const found = new Map<string, Set<string>>();
  const note = (type: string, key: string): void => {
    found.set(type, (found.get(type) ?? new Set()).add(key));
  };
  for (const other of others) {
    noteDifferences(other, first, note);
    noteDifferences(first, other, note);
  }
  return [...found].flatMap(([type, keys]) => [...keys].map((key): Key => [type, key]));
}

/** Notes the keys of a state at which another has another event, or none. */
function noteDifferences(
  state: RoomState,
  other: RoomState,
  note: (type: string, key: string) => void,
): void {
  for (const [type, ofType] of state) {
    const others = other.get(type);
    for (const [key, id] of ofType) if (others?.get(key) !== id) note(type, key);
  }
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
  return [...new Set(states.flatMap((state) => [...idsIn(state)]))];
}

function resolve(
  states: readonly RoomState[],
  events: ReadonlyMap<string, LoadedEvent>,
  { room: { version }, onMissing }: EventSource,
): RoomState {
  return resolveState(states, {
    roomVersion: version,
    events: (id): Pdu | undefined => events.get(id)?.pdu,
    isRejected: (id) => events.get(id)?.stored.status === "rejected",
    ...(onMissing && { onMissing }),
  });
}
