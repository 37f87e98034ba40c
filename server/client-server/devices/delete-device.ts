import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { askForPassword } from "../sessions/interactive.js";
import { endDevices } from "../sessions/sessions.js";

type Handler = ClientServerHandlers<Auth>["deleteDevice"];

/**
 * `DELETE /_matrix/client/v3/devices/{deviceId}`: Delete a device
 *
 * Takes `path`, `body` and `auth`; answers `200` or `401`.
 *
 * @knockgen handler client-server/deleteDevice 3311a780-108e339d
 */
export const deleteDevice =
  (
    context: Pick<
      Context,
      "announce" | "limits" | "notifier" | "now" | "ownKeys" | "serverName" | "store" | "tokens"
    >,
  ): Handler =>
  async ({ path, body, auth, request }) => {
    const { deviceId } = path;
    const { auth: proof, ...rest } = body ?? {};
    const wanted = { auth, operation: "deleteDevice", parts: { ...rest, deviceId }, proof, ip: request.ip };
    const asked = await askForPassword(context, wanted);
    if (asked !== undefined) return { status: 401, body: asked };
    await endDevices(context, auth.userId, [deviceId]);
    return { status: 200, body: {} };
  };
