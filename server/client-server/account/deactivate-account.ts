import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { missingToken } from "../../errors.js";
import { doTasks } from "../../membership/account-tasks.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { askForPassword } from "../sessions/interactive.js";
import { endAllDevices } from "../sessions/sessions.js";

type Handler = ClientServerHandlers<Auth>["deactivateAccount"];

/**
 * `POST /_matrix/client/v3/account/deactivate`: Deactivate the account
 *
 * Takes `body` and `auth`; answers `200`, `401` or `429`.
 *
 * @knockgen handler client-server/deactivateAccount 707429cc-f17d9bd8
 */
export const deactivateAccount =
  (context: Context): Handler =>
  async ({ body, auth, request }) => {
    if (auth === undefined) throw missingToken();
    const { auth: proof, ...parts } = body;
    const erases = parts.erase === true;
    const { userId } = auth;
    const wanted = { auth, operation: "deactivateAccount", parts, proof, ip: request.ip };
    const asked = await askForPassword(context, wanted);
    if (asked !== undefined) return { status: 401, body: asked };
    // The last moment at which it can fail; the rest is done again until it is done (C68).
    context.announce(await context.store.deactivate(userId, erases));
    context.profiles.forget(userId);
    await endAllDevices(context, userId);
    doTasks(context, userId);
    return { status: 200, body: { id_server_unbind_result: "success" } };
  };
