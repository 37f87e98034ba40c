import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { deleteKeys } from "../../key-backup/keys.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["deleteRoomKeys"];

/**
 * `DELETE /_matrix/client/v3/room_keys/keys`: Delete all keys of a backup
 *
 * Takes `query` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/deleteRoomKeys a174cbaf-d92d0921
 */
export const deleteRoomKeys =
  (context: Pick<Context, "store">): Handler =>
  async ({ query, auth }) => ({
    status: 200,
    body: await deleteKeys(context, { userId: auth.userId, version: query.version }, {}),
  });
