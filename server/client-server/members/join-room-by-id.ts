import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { join } from "../../membership/join.js";
import { roomId as asRoomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { contentOfJoin, entered } from "./enter-room.js";

type Handler = ClientServerHandlers<Auth>["joinRoomById"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/join`: Enter a room
 *
 * Takes `path`, `body` and `auth`; answers `200`, `403` or `429`.
 *
 * @knockgen handler client-server/joinRoomById 625e46f7-8701527f
 */
export const joinRoomById =
  (context: Context): Handler =>
  async ({ path, body, auth: { userId } }) => {
    const wish = { room: asRoomId(path.roomId), query: {}, reason: body?.reason };
    return entered(await join(context, { ...wish, userId, content: contentOfJoin(body) }));
  };
