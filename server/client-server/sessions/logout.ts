import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { endDevices } from "./sessions.js";

type Handler = ClientServerHandlers<Auth>["logout"];

/**
 * `POST /_matrix/client/v3/logout`: Log this device out
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/logout 934101ed-22353430
 */
export const logout =
  (context: Pick<Context, "announce" | "notifier" | "store" | "tokens">): Handler =>
  async ({ auth }) => {
    await endDevices(context, auth.userId, [auth.deviceId]);
    return { status: 200, body: {} };
  };
