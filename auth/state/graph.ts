/** The events that one resolution looks at, each with what is remembered of it while it lasts. */
import type { Pdu } from "../pdu/pdu.js";

/** An event in the graph of auth events. */
export interface EventNode {
  readonly pdu: Pdu;
  /** Its auth events, as far as they are known. Filled in when they are first asked for. */
  auth: readonly EventNode[] | undefined;
  /** The number of the last walk that came here, and in how many walks that happened. */
  lastWalk: number;
  walks: number;
  /** Whether it is in the full conflicted set. */
  conflicted: boolean;
}

/** How a graph finds events by ID. */
export type EventLookup = (eventId: string) => Pdu | undefined;

/** Events as nodes; each ID is looked up once. */
export interface EventGraph {
  readonly node: (eventId: string) => EventNode | undefined;
  /** The known auth events of an event. Holes are left out. */
  readonly authOf: (node: EventNode) => readonly EventNode[];
}

/** A graph over the events that a lookup knows. */
export function eventGraph(lookup: EventLookup): EventGraph {
  const nodes = new Map<string, EventNode | undefined>();
  const node = (id: string): EventNode | undefined => {
    const known = nodes.get(id);
    if (known !== undefined || nodes.has(id)) return known;
    const pdu = lookup(id);
    const made = pdu && { pdu, auth: undefined, lastWalk: -1, walks: 0, conflicted: false };
    nodes.set(id, made);
    return made;
  };
  const authOf = (event: EventNode): readonly EventNode[] => {
    if (event.auth === undefined) {
      const auth: EventNode[] = [];
      for (const id of event.pdu.authEventIds) {
        const found = node(id);
        if (found !== undefined) auth.push(found);
      }
      event.auth = auth;
    }
    return event.auth;
  };
  return { node, authOf };
}

/** Visits everything that can be reached from some events over auth events, them included, each once. */
export function walkAuth(
  graph: EventGraph,
  from: Iterable<EventNode>,
  walk: number,
  visit: (node: EventNode) => void,
): void {
  const stack: EventNode[] = [];
  for (const start of from) {
    if (start.lastWalk === walk) continue;
    start.lastWalk = walk;
    stack.push(start);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      visit(node);
      for (const next of graph.authOf(node)) {
        if (next.lastWalk === walk) continue;
        next.lastWalk = walk;
        stack.push(next);
      }
    }
  }
}
