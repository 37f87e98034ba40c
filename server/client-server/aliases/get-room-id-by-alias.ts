import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { resolveAlias } from "../../membership/find-room.js";
import { roomId as asRoomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getRoomIdByAlias"];

/**
 * `GET /_matrix/client/v3/directory/room/{roomAlias}`: Find a room by its alias
 *
 * Takes `path`; answers `200`, `400` or `404`.
 *
 * @knockgen handler client-server/getRoomIdByAlias 69ff8f16-a3de1b93
 */
export const getRoomIdByAlias =
  (context: Pick<Context, "federation" | "serverName" | "store" | "writer">): Handler =>
  async ({ path }) => {
    const { roomId, via } = await resolveAlias(context, path.roomAlias);
    return { status: 200, body: { room_id: asRoomId(roomId), servers: [...via] } };
  };
