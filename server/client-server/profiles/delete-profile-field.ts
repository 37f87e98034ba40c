import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { changeProfile } from "./change-profile.js";

type Handler = ClientServerHandlers<Auth>["deleteProfileField"];

/**
 * `DELETE /_matrix/client/v3/profile/{userId}/{keyName}`: Remove a profile field
 *
 * Takes `path` and `auth`; answers `200`, `400`, `403` or `429`.
 *
 * @since Matrix 1.16
 *
 * @knockgen handler client-server/deleteProfileField 1f415ec4-38cb2842
 */
export const deleteProfileField =
  (context: Context): Handler =>
  async ({ path, auth }) => {
    await changeProfile(context, auth, path, undefined);
    return { status: 200, body: {} };
  };
