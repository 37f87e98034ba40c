/** Requests to enter a room: by joining, or by knocking. */
import type { JsonObject } from "@knockgen/auth";
import type { RoomId } from "@knockgen/matrix/matrix";
import type { IncomingRequest } from "@knockgen/matrix/runtime/route";
import type { ViaQuery } from "../../membership/find-room.js";
import { roomId as asRoomId } from "../../values/ids.js";
import { asJsonObject } from "../../values/json.js";

/** The answer to a user who has entered, or knocked. */
export function entered(room: string): { status: 200; body: { room_id: RoomId } } {
  return { status: 200, body: { room_id: asRoomId(room) } };
}

/** Clients from before 1.12 say `server_name`, which is not a declared parameter any more, so the routes have not read it (N9). */
export function withServerName(query: ViaQuery, { target }: IncomingRequest): ViaQuery {
  const text = target.slice(target.indexOf("?") + 1);
  return { ...query, server_name: new URLSearchParams(text).getAll("server_name") };
}

/** Keys of a body of a join that go into the member event, such as a name for one room (C27). */
export function contentOfJoin(body: object | undefined): JsonObject {
  const content = asJsonObject(body ?? {});
  // Only servers may name the user who authorises a join (#36).
  return Object.fromEntries(Object.entries(content).filter(([key]) => !NOT_CONTENT.has(key)));
}

const NOT_CONTENT: ReadonlySet<string> = new Set([
  "join_authorised_via_users_server",
  "membership",
  "reason",
  "third_party_invite",
  "third_party_signed",
]);
