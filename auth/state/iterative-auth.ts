/** Iterative auth checks (room version 2, "State resolution", definitions). */
import { authorizeAgainstState } from "../authorize.js";
import type { Pdu } from "../pdu/pdu.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import type { StateLookup } from "../rules/clause.js";
import { type EventGraph, type EventLookup, type EventNumber, eachTarget, eventAt } from "./graph.js";
import { type MutableState, setEntry } from "./room-state.js";

/** Input of the checks besides the events. */
export interface AuthCheckContext {
  readonly roomVersion: AnyRoomVersion;
  readonly lookup: EventLookup;
  /** Rejected events never stand in for missing state. */
  readonly isRejected: (eventId: string) => boolean;
  /** The room's create event, in version 12, where neither the state nor the events themselves hold it. */
  readonly create: Pdu | undefined;
}

/** State as it has come to be so far; what it lacks is taken from the event's own auth events, the first of a kind. */
function stateFor(
  graph: EventGraph,
  event: EventNumber,
  resolved: MutableState<Pdu>,
  isRejected: AuthCheckContext["isRejected"],
): StateLookup {
  return (type, stateKey) => {
    let found = resolved.get(type)?.get(stateKey);
    if (found !== undefined) return found;
    eachTarget(graph.auth, event, (auth) => {
      const pdu = eventAt(graph, auth);
      if (found === undefined && pdu.type === type && pdu.stateKey === stateKey && !isRejected(pdu.eventId))
        found = pdu;
    });
    return found;
  };
}

/** Lets each event in turn into the state if the rules allow it there. Changes `resolved`. */
export function applyInOrder(
  graph: EventGraph,
  ordered: Iterable<EventNumber>,
  resolved: MutableState<Pdu>,
  context: AuthCheckContext,
): void {
  const { roomVersion, create, isRejected } = context;
  for (const number of ordered) {
    const event = eventAt(graph, number);
    if (event.stateKey === undefined) continue;
    const state = stateFor(graph, number, resolved, isRejected);
    if (authorizeAgainstState(event, { roomVersion, state, create }).allowed)
      setEntry(resolved, event.type, event.stateKey, event);
  }
}
