import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { notFound } from "../../errors.js";
import { versionOf } from "../../key-backup/versions.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["deleteRoomKeysVersion"];

/**
 * `DELETE /_matrix/client/v3/room_keys/version/{version}`: Delete a backup
 *
 * Takes `path` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/deleteRoomKeysVersion d27b9d93-ae457e19
 */
export const deleteRoomKeysVersion =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ path, auth }) => {
    const known = await store.deleteBackup({ userId: auth.userId, version: versionOf(path.version) });
    if (!known) throw notFound("There never was such a backup");
    return { status: 200, body: {} };
  };
