import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { endSession } from "./sessions.js";

type Handler = ClientServerHandlers<Auth>["logoutAll"];

/**
 * `POST /_matrix/client/v3/logout/all`: Log out all devices
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/logout_all 1c159b7b-349588ba
 */
export const logoutAll =
  (context: Pick<Context, "notifier" | "store" | "tokens">): Handler =>
  async ({ auth }) => {
    for (const device of await context.store.devicesOf(auth.userId)) {
      await context.store.deleteDevice(device);
      endSession(context, device);
    }
    return { status: 200, body: {} };
  };
