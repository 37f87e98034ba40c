import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { backupOf, shownBackup } from "../../key-backup/versions.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getRoomKeysVersion"];

/**
 * `GET /_matrix/client/v3/room_keys/version/{version}`: Read a backup's description
 *
 * Takes `path` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/getRoomKeysVersion 30517e9b-40c5d47a
 */
export const getRoomKeysVersion =
  (context: Pick<Context, "store">): Handler =>
  async ({ path, auth }) => ({
    status: 200,
    body: shownBackup(await backupOf(context, auth.userId, path.version)),
  });
