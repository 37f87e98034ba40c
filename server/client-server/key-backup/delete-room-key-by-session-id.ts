import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { deleteKeys } from "../../key-backup/keys.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["deleteRoomKeyBySessionId"];

/**
 * `DELETE /_matrix/client/v3/room_keys/keys/{roomId}/{sessionId}`: Delete one key of a backup
 *
 * Takes `path`, `query` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/deleteRoomKeyBySessionId 1d891b56-42e0d43b
 */
export const deleteRoomKeyBySessionId =
  (context: Pick<Context, "store">): Handler =>
  async ({ path, query, auth }) => ({
    status: 200,
    body: await deleteKeys(context, { userId: auth.userId, version: query.version }, path),
  });
