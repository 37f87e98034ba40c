import { own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { badJson } from "../../errors.js";
import { checkId } from "../../values/check-id.js";
import { asJsonObject } from "../../values/json.js";
import { objectMember } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["postRoomKeysVersion"];

/**
 * `POST /_matrix/client/v3/room_keys/version`: Make a new backup
 *
 * Takes `body` and `auth`; answers `200` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/postRoomKeysVersion fd8c6665-48fc6953
 */
export const postRoomKeysVersion =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ body, auth }) => {
    const given = asJsonObject(body);
    const algorithm = own(given, "algorithm");
    if (typeof algorithm !== "string" || algorithm === "") throw badJson("A backup has an algorithm");
    checkId(algorithm, "algorithm");
    const version = await store.createBackup(auth.userId, algorithm, objectMember(given, "auth_data"));
    return { status: 200, body: { version: String(version) } };
  };
