/** Iterative auth checks (room version 2, "State resolution", definitions). */
import { authorizeAgainstState } from "../authorize.js";
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersion } from "../room-version/rules.js";
import type { StateLookup } from "../rules/clause.js";
import type { EventGraph, EventLookup, EventNode } from "./graph.js";
import { type MutableState, setEntry } from "./room-state.js";

/** What the checks need to know besides the events. */
export interface AuthCheckContext {
  readonly roomVersion: RoomVersion;
  readonly lookup: EventLookup;
  /** Rejected events never stand in for missing state. */
  readonly isRejected: (eventId: string) => boolean;
  /** The room's create event, in version 12, where neither the state nor the events themselves hold it. */
  readonly create: Pdu | undefined;
}

/** State as it has come to be so far; what it lacks is taken from the event's own auth events. */
function stateFor(
  own: readonly EventNode[],
  resolved: MutableState<Pdu>,
  isRejected: AuthCheckContext["isRejected"],
): StateLookup {
  return (type, stateKey) => {
    const present = resolved.get(type)?.get(stateKey);
    if (present !== undefined) return present;
    for (const { pdu } of own)
      if (pdu.type === type && pdu.stateKey === stateKey && !isRejected(pdu.eventId)) return pdu;
    return undefined;
  };
}

/** Lets each event in turn into the state if the rules allow it there. Changes `resolved`. */
export function applyInOrder(
  graph: EventGraph,
  nodes: readonly EventNode[],
  resolved: MutableState<Pdu>,
  context: AuthCheckContext,
): void {
  const { roomVersion, create, isRejected } = context;
  for (const node of nodes) {
    const event = node.pdu;
    if (event.stateKey === undefined) continue;
    const state = stateFor(graph.authOf(node), resolved, isRejected);
    if (authorizeAgainstState(event, { roomVersion, state, create }).allowed)
      setEntry(resolved, event.type, event.stateKey, event);
  }
}
