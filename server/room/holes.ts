/** Holes in a room's history: parts of it that are not held, with events above them (O20). */
import type { StoredEvent } from "../store/store.js";
import type { LoadedEvent } from "./held-event.js";

/** Reads events of one room. */
export interface HeldEvents {
  many(eventIds: readonly string[]): Promise<readonly LoadedEvent[]>;
}

/** Whether an event has its place in the room's history, with the states before and after it. */
export function isPlaced(event: StoredEvent | undefined): boolean {
  return event?.stateAfter !== undefined;
}

/** Those of some events that are still to be had. Rejected ones are not, although they may have no place. */
export async function openAmong(events: HeldEvents, eventIds: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(eventIds)];
  const known = new Map((await events.many(wanted)).map((event) => [event.pdu.eventId, event.stored]));
  return wanted.filter((id) => {
    const stored = known.get(id);
    return !isPlaced(stored) && stored?.status !== "rejected";
  });
}
