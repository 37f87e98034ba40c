import { own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../../errors.js";
import { backupOf } from "../../key-backup/versions.js";
import { asJsonObject } from "../../values/json.js";
import { objectMember } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["putRoomKeysVersion"];

/**
 * `PUT /_matrix/client/v3/room_keys/version/{version}`: Change a backup's description
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/putRoomKeysVersion d282e1bf-aad0659f
 */
export const putRoomKeysVersion =
  (context: Pick<Context, "store">): Handler =>
  async ({ path, body, auth }) => {
    const { userId } = auth;
    const given = asJsonObject(body);
    const { version, algorithm } = await backupOf(context, userId, path.version);
    const named = own(given, "version");
    if (own(given, "algorithm") !== algorithm || (named !== undefined && named !== String(version)))
      throw invalidParam("Algorithm and version of a backup stay as they are");
    await context.store.setBackupData({ userId, version }, objectMember(given, "auth_data"));
    return { status: 200, body: {} };
  };
