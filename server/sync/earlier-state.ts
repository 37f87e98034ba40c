/** State events that others replace, so that clients see both sides of a change (O18). */
import type { ServerContext } from "../context.js";
import type { Room } from "../room/room.js";
import type { MembershipRecord, StoredEvent } from "../store/types.js";
import { visibleTo } from "./visibility.js";

/** The events that some state events replace, by ID, as far as the user may see them. */
export async function earlierState(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room | undefined,
  membership: MembershipRecord,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, StoredEvent>> {
  const ids = new Set(events.flatMap(({ replaces }) => replaces ?? []));
  if (ids.size === 0) return new Map();
  const found = [...(await context.store.events([...ids]))].sort((a, b) => a.position - b.position);
  const visible = room === undefined ? new Set() : await visibleTo(context, room, membership, found);
  const isSeen = (event: StoredEvent): boolean =>
    visible.has(event.eventId) || (event.type === "m.room.member" && event.stateKey === membership.userId);
  return new Map(found.filter(isSeen).map((event) => [event.eventId, event]));
}
