import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { endSession } from "./sessions.js";

type Handler = ClientServerHandlers<Auth>["logout"];

/**
 * `POST /_matrix/client/v3/logout`: Log this device out
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/logout 934101ed-22353430
 */
export const logout =
  (context: Pick<Context, "notifier" | "store" | "tokens">): Handler =>
  async ({ auth }) => {
    await context.store.deleteDevice(auth);
    endSession(context, auth);
    return { status: 200, body: {} };
  };
