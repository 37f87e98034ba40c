/** Which of a room's events a member may see: what the room's history visibility was when each was sent (client-server API, "Room History Visibility"). */
import type { ServerContext } from "../../context.js";
import { HISTORY_VISIBILITY, membershipIn, visibilityIn } from "../../room/history-visibility.js";
import type { Room } from "../../room/room.js";
import type { MembershipRecord, StoredEvent } from "../../store/store.js";

const MEMBER = "m.room.member";

/** The part of the state at an event that decides visibility. */
interface Moment {
  /** The group of the state that this was read from. */
  readonly group: number | undefined;
  readonly visibility: string;
  readonly membership: string;
}

/**
 * Those events, of one room and oldest first, that a user may see, by ID, with the user's membership after each (C102). Events of a
 * member's or former member's stay are among them; those before and after it are judged by the state at each.
 */
export async function visibleTo(
  context: Pick<ServerContext, "writer">,
  room: Room,
  record: MembershipRecord,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, string>> {
  const { userId, joinedAt, membership, position: leftAt } = record;
  const visible = new Map<string, string>();
  let after: Moment | undefined;
  for (const event of events) {
    const ofStay = membershipInStay(record, event);
    if (ofStay !== undefined) {
      visible.set(event.eventId, ofStay);
      continue;
    }
    // In most rooms one event starts from the state in which the one before it ends.
    const before =
      after !== undefined && after.group === event.stateBefore
        ? after
        : await momentAt(context, room, event.stateBefore, userId);
    after = followed(before, event, userId);
    // An event that changes visibility is visible to those who may see it before or after.
    const isShared = joinedAt !== undefined && (membership === "join" || event.position <= leftAt);
    if (isOpen(before, isShared) || isOpen(after, isShared)) visible.set(event.eventId, after.membership);
  }
  return visible;
}

/** A user's membership after an event of their stay, for which no state has to be read; undefined for other events. */
export function membershipInStay(
  { userId, joinedAt, membership, position: leftAt }: MembershipRecord,
  event: StoredEvent,
): string | undefined {
  if (joinedAt === undefined || event.position < joinedAt) return undefined;
  if (membership !== "join" && event.position > leftAt) return undefined;
  return isMembership(event, userId) ? membershipIn(event) : "join";
}

function isOpen({ visibility, membership }: Moment, isShared: boolean): boolean {
  if (visibility === "world_readable" || membership === "join") return true;
  if (visibility === "invited") return membership === "invite";
  return visibility !== "joined" && isShared;
}

async function momentAt(
  context: Pick<ServerContext, "writer">,
  room: Room,
  group: number | undefined,
  userId: string,
): Promise<Moment> {
  // Before a room's creation.
  if (group === undefined) return { group, visibility: "shared", membership: "leave" };
  const state = await context.writer.states.of(group);
  const read = async (type: string, stateKey: string): Promise<StoredEvent | undefined> =>
    (await context.writer.events.one(state.get(type)?.get(stateKey), room))?.stored;
  return {
    group,
    visibility: visibilityIn(await read(HISTORY_VISIBILITY, "")),
    membership: membershipIn(await read(MEMBER, userId)),
  };
}

function isMembership({ type, stateKey }: StoredEvent, userId: string): boolean {
  return type === MEMBER && stateKey === userId;
}

/** The moment after an event, by the event alone. */
function followed(before: Moment, event: StoredEvent, userId: string): Moment {
  const { type, stateKey, stateAfter: group } = event;
  if (type === HISTORY_VISIBILITY && stateKey === "")
    return { ...before, group, visibility: visibilityIn(event) };
  if (isMembership(event, userId)) return { ...before, group, membership: membershipIn(event) };
  return { ...before, group };
}
