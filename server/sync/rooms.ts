/** The entries of rooms in `/sync`. */
import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import { roomId as asRoomId } from "../ids.js";
import type { Position } from "../store/types.js";
import { tokenOf } from "./token.js";

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
  const timeline = { events: [], limited: false, prev_batch: tokenOf(after) };
  rooms.join[id] = { ...(rooms.join[id] ?? { timeline, state: { events: [] } }), ...parts };
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
