/** Splits several room states into agreed and conflicting entries. */
import { type EventGraph, type EventNumber, eachTarget, reverseEdges, walkAuth } from "./graph.js";
import { type MutableState, type RoomState, setEntry } from "./room-state.js";

/** Entries that every state has alike, and for each state the events that it has at all other keys. */
export interface Separation {
  readonly agreed: RoomState;
  readonly conflicting: readonly (readonly string[])[];
}

/** The entries that one state has and all others have alike. */
function agreement(first: RoomState, others: readonly RoomState[]): RoomState {
  const agreed: MutableState = new Map();
  for (const [type, ofType] of first) {
    const same = others.map((other) => other.get(type));
    for (const [stateKey, id] of ofType)
      if (same.every((other) => other?.get(stateKey) === id)) setEntry(agreed, type, stateKey, id);
  }
  return agreed;
}

/** Separates states. A key that one of them lacks is in conflict. */
export function separate(states: readonly RoomState[]): Separation {
  const [first = new Map(), ...others] = states;
  const agreed = agreement(first, others);
  const conflicting = states.map((state) => {
    const ids: string[] = [];
    for (const [type, ofType] of state) {
      const settled = agreed.get(type);
      for (const [stateKey, id] of ofType) if (settled?.has(stateKey) !== true) ids.push(id);
    }
    return ids;
  });
  return { agreed, conflicting };
}

/**
 * The events that are in the auth chain of some state but not of all. A state's own events count as part of its
 * chain: the text does not say so, but servers do it and must agree.
 */
export function authDifference(
  graph: EventGraph,
  common: readonly EventNumber[],
  contested: readonly (readonly EventNumber[])[],
): EventNumber[] {
  const seen = new Int32Array(graph.events.length);
  const chains = new Int32Array(graph.events.length);
  const reached: EventNumber[] = [];
  // Events common to all states are in all chains, and the highest number keeps every walk from it.
  walkAuth(graph, common, seen, contested.length + 1);
  for (const [at, events] of contested.entries()) {
    walkAuth(graph, events, seen, at + 1, (event) => {
      const before = chains[event] ?? 0;
      chains[event] = before + 1;
      if (before === 0) reached.push(event);
    });
  }
  return reached.filter((event) => (chains[event] ?? 0) < contested.length);
}

/**
 * The conflicted state subgraph of version 2.1: every event on a path of auth events from one conflicted event to
 * another. Such an event is reached from the conflicted events and reaches one itself.
 */
export function conflictedSubgraph(graph: EventGraph, conflicted: readonly EventNumber[]): EventNumber[] {
  const reached: EventNumber[] = [];
  const seen = new Int32Array(graph.events.length);
  walkAuth(graph, conflicted, seen, 1, (event) => reached.push(event));
  const listedBy = reverseEdges(graph, reached);
  const reaching = new Set(conflicted);
  // A set yields what is added while it is walked, so this goes up until nothing is new.
  for (const event of reaching) eachTarget(listedBy, event, (parent) => reaching.add(parent));
  return reached.filter((event) => reaching.has(event));
}
