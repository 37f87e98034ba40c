/** Events that another server gave with an event: kept with the event, and dropped with it. */
import type { Pdu, RoomState } from "@knockgen/auth";
import type { DraftParts } from "./draft/draft-parts.js";
import type { KeepOptions } from "./draft/draft-write.js";
import type { GroupedState } from "./draft/placement.js";

/** An event that another server gave with what was asked for: known, but without a place in the room's history. */
export interface GivenEvent {
  readonly event: Pdu;
  /** By the events that it lists. */
  readonly isRejected: boolean;
}

/** Events that came with an event, or were fetched for it. */
export interface Given {
  /** The state before the event where its `prev_events` are not known, as another server gave it. */
  readonly stateBefore?: RoomState | undefined;
  /** Events that it rests on. */
  readonly outliers?: readonly GivenEvent[];
}

/** The state before an event, with what was given for it at hand. */
export interface Brought<T> {
  readonly before: T;
  /** Drops what was given. What is left of the event's place: nothing if it was in a given state. */
  readonly drop: () => KeepOptions;
}

/** Takes what was given for an event into the draft, until the event is judged. */
export async function bring<T extends GroupedState | undefined>(
  { write, placement }: DraftParts,
  { stateBefore, outliers = [] }: Given,
  held: () => Promise<T>,
): Promise<Brought<T | GroupedState>> {
  const keep = (): void => {
    for (const { event, isRejected } of outliers) write.keepOutlier(event, isRejected);
  };
  if (stateBefore === undefined) {
    const before = await held();
    const mark = write.mark();
    keep();
    return {
      before,
      drop: () => {
        write.rollback(mark);
        return { stateBefore: before?.group, stateAfter: before?.group };
      },
    };
  }
  const mark = write.mark();
  keep();
  return {
    before: await placement.group(stateBefore),
    drop: () => {
      write.rollback(mark);
      return {};
    },
  };
}
