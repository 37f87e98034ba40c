/** Members that are sent only where the timeline is about them (client-server API, "Lazy-loading room members"). */
import { entriesOf, type RoomState } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import type { Room } from "../../room/room.js";
import type { StateRef } from "../../store/rooms/room-records.js";
import type { StoredEvent } from "../../store/store.js";

const MEMBER = "m.room.member";

/** The IDs of state that is needed, so that the rest is not even read. */
export function neededIds(state: RoomState, users: ReadonlySet<string> | undefined): readonly string[] {
  const ids: string[] = [];
  for (const [type, stateKey, id] of entriesOf(state))
    if (users === undefined || type !== MEMBER || users.has(stateKey)) ids.push(id);
  return ids;
}

/** The IDs of memberships of some users before a timeline, but for those that are among the state already. */
export function lazyMembers(
  room: Room,
  timeline: readonly StoredEvent[],
  users: readonly string[],
  state: readonly StateRef[],
): readonly string[] {
  const present = new Map(timeline.map((event) => [event.eventId, event]));
  const known = new Set(state.filter(({ type }) => type === MEMBER).map(({ stateKey }) => stateKey));
  const ids: string[] = [];
  for (const sender of new Set(users)) {
    if (known.has(sender)) continue;
    let id = room.at(MEMBER, sender);
    while (id !== undefined && present.has(id)) id = present.get(id)?.replaces;
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

/** The members who have sent some events, in the state after one of these. */
export async function membersAt(
  { store, writer }: Pick<ServerContext, "store" | "writer">,
  at: StoredEvent | undefined,
  events: readonly StoredEvent[],
): Promise<readonly StoredEvent[]> {
  if (at?.stateAfter === undefined) return [];
  const members = (await writer.states.of(at.stateAfter)).get(MEMBER);
  const ids = [...new Set(events.map(({ sender }) => sender))].map((sender) => members?.get(sender));
  return store.events(ids.filter((id) => id !== undefined));
}
