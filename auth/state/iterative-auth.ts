/** Iterative auth checks (room version 2, "State resolution", definitions). */
import { authorizeAgainstState } from "../authorize.js";
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersion } from "../room-version/rules.js";
import type { StateLookup } from "../rules/clause.js";
import type { EventLookup } from "./graph.js";
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
function stateFor(event: Pdu, resolved: MutableState<Pdu>, context: AuthCheckContext): StateLookup {
  return (type, stateKey) => {
    const present = resolved.get(type)?.get(stateKey);
    if (present !== undefined) return present;
    for (const id of event.authEventIds) {
      const own = context.lookup(id);
      if (own?.type === type && own.stateKey === stateKey && !context.isRejected(id)) return own;
    }
    return undefined;
  };
}

/** Lets each event in turn into the state if the rules allow it there. Changes `resolved`. */
export function applyInOrder(
  events: readonly Pdu[],
  resolved: MutableState<Pdu>,
  context: AuthCheckContext,
): void {
  const { roomVersion, create } = context;
  for (const event of events) {
    if (event.stateKey === undefined) continue;
    const state = stateFor(event, resolved, context);
    if (authorizeAgainstState(event, { roomVersion, state, create }).allowed)
      setEntry(resolved, event.type, event.stateKey, event);
  }
}
