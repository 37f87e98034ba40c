/** The events that one resolution looks at, numbered, with the auth events of each as numbers. */
import type { Pdu } from "../pdu/pdu.js";

/** How a graph finds events by ID. */
export type EventLookup = (eventId: string) => Pdu | undefined;

/** The place of an event in its graph, from 0 on, so that arrays can hold what is known of each. */
export type EventNumber = number;

/** Edges, in one array: those of event `n` end before `ends[n]`, where those of the next begin. */
export interface Edges {
  readonly ends: readonly number[] | Int32Array;
  readonly targets: readonly EventNumber[] | Int32Array;
}

/** Events and the edges from each to its auth events. Unknown auth events are left out. */
export interface EventGraph {
  readonly events: readonly Pdu[];
  readonly auth: Edges;
}

/** Calls `visit` with the target of each edge of an event. */
export function eachTarget(
  { ends, targets }: Edges,
  event: EventNumber,
  visit: (to: EventNumber) => void,
): void {
  const end = ends[event] ?? 0;
  for (let at = event === 0 ? 0 : (ends[event - 1] ?? 0); at < end; at++) {
    const target = targets[at];
    if (target !== undefined) visit(target);
  }
}

/** The event of a number. */
export function eventAt({ events }: EventGraph, event: EventNumber): Pdu {
  const pdu = events[event];
  if (pdu === undefined) throw new RangeError(`event ${event} of ${events.length}`);
  return pdu;
}

const UNKNOWN = -1;

/**
 * The graph of the events in some lists, and of all that they depend on; and the lists as numbers, without what is not
 * known. Each ID is looked up here and never again: to find one of many by its ID is what takes time.
 */
export function buildGraph(
  lookup: EventLookup,
  lists: readonly Iterable<string>[],
): { readonly graph: EventGraph; readonly numbered: readonly (readonly EventNumber[])[] } {
  const numbers = new Map<string, EventNumber>();
  const events: Pdu[] = [];
  const numberOf = (id: string): EventNumber => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const event = lookup(id);
    const number = event === undefined ? UNKNOWN : events.push(event) - 1;
    numbers.set(id, number);
    return number;
  };
  const addKnown = (ids: Iterable<string>, to: EventNumber[]): EventNumber[] => {
    for (const id of ids) {
      const number = numberOf(id);
      if (number !== UNKNOWN) to.push(number);
    }
    return to;
  };
  const numbered = lists.map((ids) => addKnown(ids, []));
  const ends: number[] = [];
  const targets: EventNumber[] = [];
  // An array yields what is added while it is walked, so this goes on until nothing is new.
  for (const event of events) ends.push(addKnown(event.authEventIds, targets).length);
  return { graph: { events, auth: { ends, targets } }, numbered };
}

/** The edges between some events turned round: from each to those that list it. */
export function reverseEdges(graph: EventGraph, among: readonly EventNumber[]): Edges {
  const inside = new Uint8Array(graph.events.length);
  for (const event of among) inside[event] = 1;
  const ends = new Int32Array(graph.events.length);
  let edges = 0;
  const eachInside = (event: EventNumber, visit: (to: EventNumber) => void): void =>
    eachTarget(graph.auth, event, (to) => {
      if (inside[to] === 1) visit(to);
    });
  for (const event of among) {
    eachInside(event, (to) => {
      ends[to] = (ends[to] ?? 0) + 1;
      edges++;
    });
  }
  for (let event = 1; event < ends.length; event++) ends[event] = (ends[event] ?? 0) + (ends[event - 1] ?? 0);
  const targets = new Int32Array(edges);
  // Filled from the back, each end moves to where its edges begin; which is where those of the one before end.
  const next = ends.slice();
  for (const event of among) {
    eachInside(event, (to) => {
      const at = (next[to] ?? 0) - 1;
      next[to] = at;
      targets[at] = event;
    });
  }
  return { ends, targets };
}

/**
 * Visits everything that can be reached from some events over auth events, them included, each once. `seen` holds the
 * walk that last came to each event; walks have numbers from 1 on, and stop at what a walk of their own or a higher
 * number has seen.
 */
export function walkAuth(
  { auth }: EventGraph,
  from: readonly EventNumber[],
  seen: Int32Array,
  walk: number,
  visit: (event: EventNumber) => void = () => {},
): void {
  const stack: EventNumber[] = [];
  const reach = (event: EventNumber): void => {
    if ((seen[event] ?? 0) >= walk) return;
    seen[event] = walk;
    stack.push(event);
  };
  for (const start of from) {
    reach(start);
    for (let event = stack.pop(); event !== undefined; event = stack.pop()) {
      visit(event);
      eachTarget(auth, event, reach);
    }
  }
}
