/** Requests to enter a room: by joining, or by knocking. */
import type { RoomId } from "@knockgen/matrix/matrix";
import type { IncomingRequest } from "@knockgen/matrix/runtime/route";
import { roomId as asRoomId } from "../ids.js";
import type { ViaQuery } from "../membership/find-room.js";

/** The answer to a user who has entered, or knocked. */
export function entered(room: string): { status: 200; body: { room_id: RoomId } } {
  return { status: 200, body: { room_id: asRoomId(room) } };
}

/** Clients from before 1.12 say `server_name`, which is not a declared parameter any more, so the routes have not read it (N9). */
export function withServerName(query: ViaQuery, { target }: IncomingRequest): ViaQuery {
  const text = target.slice(target.indexOf("?") + 1);
  return { ...query, server_name: new URLSearchParams(text).getAll("server_name") };
}
