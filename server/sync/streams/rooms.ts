/** The entries of rooms in `/sync`. */
import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import type { Position } from "../../store/store.js";
import { roomId as asRoomId } from "../../values/ids.js";
import { tokenOf } from "../token.js";

export type Rooms = NonNullable<SyncResponse200["rooms"]>;

export type JoinedRoom = NonNullable<Rooms["join"]>[`!${string}`];

/** Adds parts to the entry of a joined room; one that has no event since is there only for them. */
export function addToJoined(
  rooms: Required<Rooms>,
  roomId: string,
  after: Position,
  parts: Partial<JoinedRoom>,
): void {
  const id = asRoomId(roomId);
  rooms.join[id] = { ...(rooms.join[id] ?? emptyRoom(after)), ...parts };
}

/** Adds an event that passes to the entry of a joined room. */
export function addEphemeral(
  rooms: Required<Rooms>,
  roomId: string,
  after: Position,
  event: { readonly type: string; readonly content: Record<string, unknown> },
): void {
  const { events = [] } = rooms.join[asRoomId(roomId)]?.ephemeral ?? {};
  addToJoined(rooms, roomId, after, { ephemeral: { events: [...events, event] } });
}

/** An entry without news, with all that clients look for (C100). */
function emptyRoom(after: Position): JoinedRoom {
  return {
    timeline: { events: [], limited: false, prev_batch: tokenOf(after) },
    state: { events: [] },
    ephemeral: { events: [] },
    account_data: { events: [] },
    unread_notifications: { highlight_count: 0, notification_count: 0 },
  };
}

/** Has entries say that their state is the one at the end of the timeline (C93). */
export function nameStateAfter({ join, leave }: Required<Rooms>): void {
  for (const section of [join, leave])
    for (const room of Object.values(section)) {
      room.state_after = room.state ?? { events: [] };
      delete room.state;
    }
}
