import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { askForPassword } from "../sessions/interactive.js";
import { endDevices, MAX_DEVICES } from "../sessions/sessions.js";

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
    context: Pick<
      Context,
      "announce" | "limits" | "notifier" | "now" | "ownKeys" | "serverName" | "store" | "tokens"
    >,
  ): Handler =>
  async ({ body, auth, request }) => {
    const { auth: proof, ...parts } = body;
    const { devices } = parts;
    if (devices.length > MAX_DEVICES) throw invalidParam("Too many devices in one request");
    const wanted = { auth, operation: "deleteDevices", parts, proof, ip: request.ip };
    const asked = await askForPassword(context, wanted);
    if (asked !== undefined) return { status: 401, body: asked };
    await endDevices(context, auth.userId, devices);
    return { status: 200, body: {} };
  };
