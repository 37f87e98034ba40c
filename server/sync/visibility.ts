/** Which of a room's events a member may see: what the room's history visibility was when each was sent (client-server API, "Room History Visibility"). */
import type { ServerContext } from "../context.js";
import { HISTORY_VISIBILITY, membershipIn, visibilityIn } from "../room/history-visibility.js";
import type { Room } from "../room/room.js";
import type { MembershipRecord, StoredEvent } from "../store/types.js";

const MEMBER = "m.room.member";

/** The part of the state at an event that decides visibility. */
interface Moment {
  /** The group of the state that this was read from. */
  readonly group: number | undefined;
  readonly visibility: string;
  readonly membership: string;
}

/**
 * The IDs of those events, of one room and oldest first, that a present or former member may see. Events of the
 * present stay are among them; those before it are judged by the state at each.
 */
export async function visibleTo(
  context: ServerContext,
  room: Room,
  { userId, joinedAt }: MembershipRecord,
  events: readonly StoredEvent[],
): Promise<ReadonlySet<string>> {
  const visible = new Set<string>();
  let after: Moment | undefined;
  for (const event of events) {
    if (joinedAt !== undefined && event.position >= joinedAt) {
      visible.add(event.eventId);
      continue;
    }
    // In most rooms one event starts from the state in which the one before it ends.
    const before =
      after !== undefined && after.group === event.stateBefore
        ? after
        : await momentAt(context, room, event.stateBefore, userId);
    after = followed(before, event, userId);
    // An event that changes visibility is visible to those who may see it before or after.
    if (isOpen(before, joinedAt) || isOpen(after, joinedAt)) visible.add(event.eventId);
  }
  return visible;
}

function isOpen({ visibility, membership }: Moment, joinedAt: number | undefined): boolean {
  if (visibility === "world_readable" || membership === "join") return true;
  if (visibility === "invited") return membership === "invite";
  return visibility !== "joined" && joinedAt !== undefined;
}

async function momentAt(
  context: ServerContext,
  room: Room,
  group: number | undefined,
  userId: string,
): Promise<Moment> {
  // Before a room's creation.
  if (group === undefined) return { group, visibility: "shared", membership: "leave" };
  const state = await context.writer.states.of(group);
  const read = async (type: string, stateKey: string): Promise<StoredEvent | undefined> =>
    (await context.writer.events.one(state.get(type)?.get(stateKey), room.version))?.stored;
  return {
    group,
    visibility: visibilityIn(await read(HISTORY_VISIBILITY, "")),
    membership: membershipIn(await read(MEMBER, userId)),
  };
}

/** The moment after an event, by the event alone. */
function followed(before: Moment, event: StoredEvent, userId: string): Moment {
  const { type, stateKey, stateAfter: group } = event;
  if (type === HISTORY_VISIBILITY && stateKey === "")
    return { ...before, group, visibility: visibilityIn(event) };
  if (type === MEMBER && stateKey === userId) return { ...before, group, membership: membershipIn(event) };
  return { ...before, group };
}
