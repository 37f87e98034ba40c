/** What several room states agree on, and what they do not. */
import type { EventGraph, EventNode } from "./graph.js";
import { walkAuth } from "./graph.js";
import { type MutableState, type RoomState, setEntry } from "./room-state.js";

/** Entries that every state has alike, and for each state the events that it has at all other keys. */
export interface Separation {
  readonly agreed: MutableState;
  readonly conflicting: readonly (readonly string[])[];
}

/** Separates states. A key that one of them lacks is in conflict. */
export function separate(states: readonly RoomState[]): Separation {
  const agreed: MutableState = new Map();
  const conflicting = states.map((state, at) => {
    const ids: string[] = [];
    for (const [type, ofType] of state) {
      const others = states.map((other) => other.get(type));
      for (const [stateKey, id] of ofType) {
        if (others.every((other) => other?.get(stateKey) === id)) {
          if (at === 0) setEntry(agreed, type, stateKey, id);
        } else ids.push(id);
      }
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
  common: readonly EventNode[],
  contested: readonly (readonly EventNode[])[],
): EventNode[] {
  const seen: EventNode[] = [];
  const visit = (node: EventNode): void => {
    if (node.walks++ === 0) seen.push(node);
  };
  for (const [walk, nodes] of contested.entries()) {
    walkAuth(graph, common, walk, visit);
    walkAuth(graph, nodes, walk, visit);
  }
  return seen.filter((node) => node.walks < contested.length);
}

/**
 * The conflicted state subgraph of version 2.1: every event on a path of auth events from one conflicted event to
 * another. Such an event is reached from the conflicted events and reaches one itself.
 */
export function conflictedSubgraph(
  graph: EventGraph,
  conflicted: readonly EventNode[],
  walk: number,
): EventNode[] {
  const reached: EventNode[] = [];
  const parents = new Map<EventNode, EventNode[]>();
  walkAuth(graph, conflicted, walk, (node) => {
    reached.push(node);
    for (const next of graph.authOf(node)) {
      const known = parents.get(next);
      if (known === undefined) parents.set(next, [node]);
      else known.push(node);
    }
  });
  const reaching = new Set<EventNode>(conflicted);
  // A set yields what is added while it is walked, so this goes up until nothing is new.
  for (const node of reaching) for (const parent of parents.get(node) ?? []) reaching.add(parent);
  return reached.filter((node) => reaching.has(node));
}
