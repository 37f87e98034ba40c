import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { missingToken } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { askForPassword } from "../sessions/interactive.js";
import { checkNewPassword, hashPassword } from "../sessions/passwords.js";
import { endAllDevices } from "../sessions/sessions.js";

type Handler = ClientServerHandlers<Auth>["changePassword"];

/**
 * `POST /_matrix/client/v3/account/password`: Change the password
 *
 * Takes `body` and `auth`; answers `200`, `401` or `429`.
 *
 * @knockgen handler client-server/changePassword e4ab5ee7-8d39adb2
 */
export const changePassword =
  (
    context: Pick<
      Context,
      "announce" | "limits" | "notifier" | "now" | "ownKeys" | "serverName" | "store" | "tokens"
    >,
  ): Handler =>
  async ({ body, auth, request }) => {
    if (auth === undefined) throw missingToken();
    const { auth: proof, ...parts } = body;
    const { new_password: password, logout_devices: others = true } = parts;
    checkNewPassword(password);
    const wanted = { auth, operation: "changePassword", parts, proof, ip: request.ip };
    for (let isSet = false; !isSet; ) {
      const before = await context.store.account(auth.userId);
      const asked = await askForPassword(context, wanted);
      if (asked !== undefined) return { status: 401, body: asked };
      // Of two changes at once, the second is asked for a password that is another one by then.
      const hash = await hashPassword(password);
      isSet = await context.store.setPassword(auth.userId, hash, before?.passwordHash);
    }
    if (others) await endAllDevices(context, auth.userId, auth.deviceId);
    return { status: 200, body: {} };
  };
