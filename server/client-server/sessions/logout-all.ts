import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { endAllDevices } from "./sessions.js";

type Handler = ClientServerHandlers<Auth>["logoutAll"];

/**
 * `POST /_matrix/client/v3/logout/all`: Log out all devices
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/logout_all 1c159b7b-349588ba
 */
export const logoutAll =
  (context: Pick<Context, "announce" | "notifier" | "store" | "tokens">): Handler =>
  async ({ auth }) => {
    await endAllDevices(context, auth.userId);
    return { status: 200, body: {} };
  };
