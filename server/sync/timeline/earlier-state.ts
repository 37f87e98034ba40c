/** Events that others are shown with: state that they replace (O18), and what redacts them (C13). */
import { extraEvents } from "../../answers/event-parts.js";
import type { ServerContext } from "../../context.js";
import type { Room } from "../../room/room.js";
import type { MembershipRecord, StoredEvent } from "../../store/store.js";
import { visibleTo } from "./visibility.js";

/** The events that some events replace, or are redacted by, by ID, as far as the user may see them. */
type EarlierState = (events: readonly StoredEvent[]) => Promise<ReadonlyMap<string, StoredEvent>>;

export function earlierState(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room | undefined,
  membership: MembershipRecord,
  events: readonly StoredEvent[],
): ReturnType<EarlierState> {
  return earlierStates(context, room, membership)(events);
}

/** Events from before the user's stay that are judged one by one, each by the state then: of a large room, all would take long. */
const MAX_JUDGED = 200;

/** The same for the events of an answer that are read in parts. */
export function earlierStates(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room | undefined,
  membership: MembershipRecord,
): EarlierState {
  let left = MAX_JUDGED;
  return async (events) => {
    const ids = new Set(
      events.flatMap(({ replaces, redactedBy }) => [replaces ?? [], redactedBy ?? []].flat()),
    );
    if (ids.size === 0) return new Map();
    const all = [...(await extraEvents(context.store, ids))].sort((a, b) => a.position - b.position);
    const before = all.filter((event) => !isOfStay(event, membership));
    // The newest of them.
    const judged = new Set(left === 0 ? [] : before.slice(-left));
    left -= judged.size;
    const found = all.filter((event) => isOfStay(event, membership) || judged.has(event));
    const visible = room === undefined ? new Map() : await visibleTo(context, room, membership, found);
    const isSeen = (event: StoredEvent): boolean =>
      visible.has(event.eventId) || (event.type === "m.room.member" && event.stateKey === membership.userId);
    return new Map(found.filter(isSeen).map((event) => [event.eventId, event]));
  };
}

function isOfStay({ position }: StoredEvent, { membership, joinedAt }: MembershipRecord): boolean {
  return membership === "join" && joinedAt !== undefined && position >= joinedAt;
}
