import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { putKeys } from "../../key-backup/keys.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["putRoomKeysByRoomId"];

/**
 * `PUT /_matrix/client/v3/room_keys/keys/{roomId}`: Store keys of a room in a backup
 *
 * Takes `path`, `query`, `body` and `auth`; answers `200`, `403`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/putRoomKeysByRoomId 0bf552af-c00e942c
 */
export const putRoomKeysByRoomId =
  (context: Pick<Context, "store">): Handler =>
  async ({ path, query, body, auth }) => {
    const rooms = { [path.roomId]: asJsonObject(body) };
    return {
      status: 200,
      body: await putKeys(context, { userId: auth.userId, version: query.version }, rooms),
    };
  };
