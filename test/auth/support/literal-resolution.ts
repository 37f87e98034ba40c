/**
 * State resolution as its definitions read, one function each, with no thought of speed: what the engine's own must
 * agree with. Only the authorisation of single events is shared with it.
 */
import { createHash } from "node:crypto";
import {
  authorizeAgainstState,
  entriesOf,
  type Pdu,
  ROOM_VERSIONS,
  type RoomState,
  type RoomVersion,
} from "@knockgen/auth";
import { userLevel } from "../../../auth/read/power-levels.js";

type Events = ReadonlyMap<string, Pdu>;
type KeyedState = Map<string, string>;

function keyOf(type: string, stateKey: string): string {
  return JSON.stringify([type, stateKey]);
}

export function keyed(state: RoomState): KeyedState {
  return new Map([...entriesOf(state)].map(([type, stateKey, id]) => [keyOf(type, stateKey), id]));
}

/** Everything that can be reached from an event over auth events, the event itself not included. */
function authChain(id: string, events: Events): Set<string> {
  const chain = new Set<string>();
  const todo = [id];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    for (const auth of events.get(next)?.authEventIds ?? []) {
      if (chain.has(auth) || !events.has(auth)) continue;
      chain.add(auth);
      todo.push(auth);
    }
  }
  return chain;
}

function separate(states: readonly KeyedState[]): { agreed: KeyedState; conflicted: Set<string> } {
  const agreed: KeyedState = new Map();
  const conflicted = new Set<string>();
  for (const key of new Set(states.flatMap((state) => [...state.keys()]))) {
    const [first, ...others] = states.map((state) => state.get(key));
    if (first !== undefined && others.every((id) => id === first)) agreed.set(key, first);
    else for (const id of [first, ...others]) if (id !== undefined) conflicted.add(id);
  }
  return { agreed, conflicted };
}

/** As servers have it, a state's own events are in its chain. */
function authDifference(states: readonly KeyedState[], events: Events): string[] {
  const chains = states.map((state) => {
    const ids = [...state.values()];
    return new Set([...ids, ...ids.flatMap((id) => [...authChain(id, events)])]);
  });
  const union = new Set(chains.flatMap((chain) => [...chain]));
  return [...union].filter((id) => !chains.every((chain) => chain.has(id)));
}

function conflictedSubgraph(conflicted: ReadonlySet<string>, events: Events): string[] {
  const below = new Set([...conflicted].flatMap((id) => [...authChain(id, events)]));
  return [...below].filter((id) => [...authChain(id, events)].some((ancestor) => conflicted.has(ancestor)));
}

function isPowerEvent({ type, stateKey, sender, content }: Pdu): boolean {
  if (type === "m.room.power_levels" || type === "m.room.join_rules") return stateKey !== undefined;
  return (
    type === "m.room.member" &&
    (content.membership === "leave" || content.membership === "ban") &&
    sender !== stateKey
  );
}

function byTime(a: Pdu, b: Pdu): number {
  if (a.originServerTs !== b.originServerTs) return a.originServerTs < b.originServerTs ? -1 : 1;
  return a.eventId < b.eventId ? -1 : 1;
}

function listed(event: Pdu, events: Events): Pdu[] {
  return event.authEventIds.map((id) => events.get(id)).filter((auth) => auth !== undefined);
}

function powerLevelsOf(event: Pdu, events: Events): Pdu | undefined {
  return listed(event, events).find((auth) => auth.type === "m.room.power_levels" && auth.stateKey === "");
}

/** Resolves by version 2, or 2.1 where the room version says so. */
export function resolveLiterally(
  given: readonly RoomState[],
  version: RoomVersion,
  events: Events,
  create: Pdu,
): KeyedState {
  const rules = ROOM_VERSIONS[version];
  const isV21 = rules.stateResolution === "v2.1";
  const states = given.map(keyed);
  const { agreed, conflicted } = separate(states);
  if (conflicted.size === 0) return agreed;
  const full = new Set([...conflicted, ...authDifference(states, events)]);
  if (isV21) for (const id of conflictedSubgraph(conflicted, events)) full.add(id);
  const pdus = [...full].map((id) => events.get(id)).filter((event) => event !== undefined);

  const power = new Set(pdus.filter(isPowerEvent));
  for (const event of [...power]) {
    const chain = authChain(event.eventId, events);
    for (const other of pdus) if (chain.has(other.eventId)) power.add(other);
  }
  const levelOf = (event: Pdu): number | bigint => {
    const own = listed(event, events).find(
      ({ type, stateKey }) => type === "m.room.create" && stateKey === "",
    );
    return (
      userLevel(
        { rules, create: isV21 ? create : own, powerLevels: powerLevelsOf(event, events) },
        event.sender,
      ) ?? 0
    );
  };
  const byPower = (a: Pdu, b: Pdu): number => {
    const [x, y] = [levelOf(a), levelOf(b)];
    return x > y ? -1 : x < y ? 1 : byTime(a, b);
  };
  const inPowerOrder: Pdu[] = [];
  while (power.size > 0) {
    const ready = [...power].filter((event) => !listed(event, events).some((auth) => power.has(auth)));
    const [next] = ready.sort(byPower);
    if (next === undefined) break;
    inPowerOrder.push(next);
    power.delete(next);
  }

  const resolved: KeyedState = isV21 ? new Map() : new Map(agreed);
  const apply = (ordered: readonly Pdu[]): void => {
    for (const event of ordered) {
      const state = (type: string, stateKey: string): Pdu | undefined =>
        events.get(resolved.get(keyOf(type, stateKey)) ?? "") ??
        listed(event, events).find((auth) => auth.type === type && auth.stateKey === stateKey);
      const isAllowed = authorizeAgainstState(event, { roomVersion: version, state, create }).allowed;
      if (isAllowed) resolved.set(keyOf(event.type, event.stateKey ?? ""), event.eventId);
    }
  };
  apply(inPowerOrder);

  const mainline: Pdu[] = [];
  const levels = events.get(resolved.get(keyOf("m.room.power_levels", "")) ?? "");
  for (let at = levels; at !== undefined; at = powerLevelsOf(at, events)) mainline.push(at);
  const placeOf = (event: Pdu): number => {
    for (let at = powerLevelsOf(event, events); at !== undefined; at = powerLevelsOf(at, events))
      if (mainline.includes(at)) return mainline.indexOf(at);
    return mainline.length;
  };
  const rest = pdus.filter((event) => !inPowerOrder.includes(event));
  apply(rest.sort((a, b) => placeOf(b) - placeOf(a) || byTime(a, b)));
  return new Map([...resolved, ...agreed]);
}

function deepestFirst(a: Pdu, b: Pdu): number {
  const hash = ({ eventId }: Pdu): string => createHash("sha1").update(eventId).digest("hex");
  return Number(b.depth) - Number(a.depth) || (hash(a) < hash(b) ? -1 : 1);
}

/** Resolves by version 1. */
export function resolveLiterallyV1(given: readonly RoomState[], events: Events): KeyedState {
  const states = given.map(keyed);
  const resolved: KeyedState = new Map();
  const conflicts = new Map<string, Pdu[]>();
  for (const key of new Set(states.flatMap((state) => [...state.keys()]))) {
    const ids = [...new Set(states.map((state) => state.get(key)).filter((id) => id !== undefined))];
    const [only, ...others] = ids;
    const candidates = ids.map((id) => events.get(id)).filter((event) => event !== undefined);
    if (only !== undefined && others.length === 0) resolved.set(key, only);
    else conflicts.set(key, candidates.sort(deepestFirst));
  }
  const isAllowed = (event: Pdu, state: KeyedState): boolean =>
    authorizeAgainstState(event, {
      roomVersion: "1",
      state: (type, stateKey) => events.get(state.get(keyOf(type, stateKey)) ?? ""),
    }).allowed;
  const lastInUnbrokenRow = (key: string, deepest: readonly Pdu[]): Pdu | undefined => {
    const [first, ...later] = [...deepest].reverse();
    const state = new Map(resolved);
    let last = first;
    for (const event of later) {
      if (last !== undefined) state.set(key, last.eventId);
      if (!isAllowed(event, state)) break;
      last = event;
    }
    return last;
  };
  const deepestAllowed = (_: string, deepest: readonly Pdu[]): Pdu | undefined =>
    deepest.find((event) => isAllowed(event, resolved)) ?? deepest.at(-1);
  const pass = (belongs: (key: string) => boolean, choose: typeof lastInUnbrokenRow): void => {
    const keys = [...conflicts.keys()].filter((key) => belongs(key) && !resolved.has(key));
    const chosen = keys.map((key) => ({ key, event: choose(key, conflicts.get(key) ?? []) }));
    for (const { key, event } of chosen) if (event !== undefined) resolved.set(key, event.eventId);
  };
  pass((key) => key === keyOf("m.room.power_levels", ""), lastInUnbrokenRow);
  pass((key) => key.startsWith('["m.room.join_rules",'), lastInUnbrokenRow);
  pass((key) => key.startsWith('["m.room.member",'), lastInUnbrokenRow);
  pass(() => true, deepestAllowed);
  return resolved;
}
