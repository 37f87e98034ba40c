import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { askForPassword } from "./interactive.js";
import { endDevices } from "./sessions.js";

type Handler = ClientServerHandlers<Auth>["deleteDevices"];

/**
 * `POST /_matrix/client/v3/delete_devices`: Delete several devices
 *
 * Takes `body` and `auth`; answers `200` or `401`.
 *
 * @knockgen handler client-server/deleteDevices 23eea141-f60881bb
 */
export const deleteDevices =
  (
    context: Pick<Context, "limits" | "notifier" | "now" | "ownKeys" | "serverName" | "store" | "tokens">,
  ): Handler =>
  async ({ body, auth, request }) => {
    const { devices, auth: proof } = body;
    const wanted = { auth, operation: "deleteDevices", parts: devices, proof, ip: request.ip };
    const asked = await askForPassword(context, wanted);
    if (asked !== undefined) return { status: 401, body: asked };
    await endDevices(context, auth.userId, devices);
    return { status: 200, body: {} };
  };
