/** The tips of a room's graph, which the next event follows: accepted events that no accepted one follows. */
import type { Pdu } from "@knockgen/auth";
import type { DraftParts } from "./draft-parts.js";

/** Effect of an event on the tips. */
export interface Tips {
  /** The tips that stay beside it. */
  readonly others: readonly string[];
  /** True if it arrives after its descendants, and so is not a tip. */
  readonly isFollowed: boolean;
}

/** How far to look for them: who makes longer chains of bad events gets a tip too many for it. */
const MAX_SUPERSEDED = 1_000;

/** The tips beside an event that is accepted, or that accepted events follow. */
export async function tipsBeside(parts: DraftParts, pdu: Pdu, isAccepted: boolean): Promise<Tips> {
  const { room, write, tools } = parts;
  const { superseded, unplaced } = await supersededBy(parts, pdu);
  const others = room.extremities.filter((id) => !superseded.has(id));
  // An event that follows every tip cannot be an ancestor of one.
  const isFollowed =
    others.length > 0 && (write.isFollowed(pdu.eventId) || (await tools.store.isFollowed(pdu.eventId)));
  if (!isAccepted && !isFollowed) return { others: room.extremities, isFollowed };
  if (unplaced.length > 0) write.follow(unplaced);
  return { others, isFollowed };
}

/**
 * The events whose place an event takes as a tip: those that it follows, and what these follow in turn as long as they
 * are not tips themselves, having been rejected or failed softly. And those of them that have no place here.
 */
async function supersededBy(
  { events }: DraftParts,
  pdu: Pdu,
): Promise<{ readonly superseded: ReadonlySet<string>; readonly unplaced: readonly string[] }> {
  const superseded = new Set<string>();
  const unplaced: string[] = [];
  let next: readonly string[] = [...new Set(pdu.prevEventIds)];
  while (next.length > 0 && superseded.size < MAX_SUPERSEDED) {
    for (const id of next) superseded.add(id);
    const found = new Map((await events.many(next)).map((event) => [event.pdu.eventId, event]));
    unplaced.push(...next.filter((id) => found.get(id)?.stored.stateAfter === undefined));
    // A state that another server gave above an event without a place may lack things from below it.
    const passed = [...found.values()].filter(
      ({ stored }) => stored.status !== "accepted" && stored.stateAfter !== undefined,
    );
    next = [...new Set(passed.flatMap((event) => event.pdu.prevEventIds))].filter(
      (id) => !superseded.has(id),
    );
  }
  return { superseded, unplaced };
}
