import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { roomId as asRoomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getJoinedRooms"];

/**
 * `GET /_matrix/client/v3/joined_rooms`: List one's own rooms
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getJoinedRooms 02bca4dd-a603a40b
 */
export const getJoinedRooms =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ auth }) => {
    const all = await store.membershipsOf(auth.userId);
    const joined = all.filter(({ membership }) => membership === "join");
    return { status: 200, body: { joined_rooms: joined.map(({ roomId }) => asRoomId(roomId)) } };
  };
