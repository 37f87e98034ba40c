import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { putKeys } from "../../key-backup/keys.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["putRoomKeyBySessionId"];

/**
 * `PUT /_matrix/client/v3/room_keys/keys/{roomId}/{sessionId}`: Store one key in a backup
 *
 * Takes `path`, `query`, `body` and `auth`; answers `200`, `403` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/putRoomKeyBySessionId d87dbb12-315d3063
 */
export const putRoomKeyBySessionId =
  (context: Pick<Context, "store">): Handler =>
  async ({ path, query, body, auth }) => {
    const rooms = { [path.roomId]: { sessions: { [path.sessionId]: asJsonObject(body) } } };
    return {
      status: 200,
      body: await putKeys(context, { userId: auth.userId, version: query.version }, rooms),
    };
  };
