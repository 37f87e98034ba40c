import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { backupOf, shownBackup } from "../../key-backup/versions.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getRoomKeysVersionCurrent"];

/**
 * `GET /_matrix/client/v3/room_keys/version`: Read the newest backup's description
 *
 * Takes `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/getRoomKeysVersionCurrent 98e189db-5f8c1904
 */
export const getRoomKeysVersionCurrent =
  (context: Pick<Context, "store">): Handler =>
  async ({ auth }) => ({ status: 200, body: shownBackup(await backupOf(context, auth.userId)) });
