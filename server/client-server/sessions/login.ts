import { isUserId } from "@knockgen/auth";
import type { LoginRequestBody } from "@knockgen/matrix/client-server";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden, MatrixHttpError, missingParam } from "../../errors.js";
import { addressKey } from "../../limits/address-key.js";
import { checkId, checkText } from "../../values/check-id.js";
import { userId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { isPasswordOf } from "./check-password.js";
import { fullName } from "./localpart.js";
import { openDevice } from "./sessions.js";

type Handler = ClientServerHandlers<Auth>["login"];

/**
 * `POST /_matrix/client/v3/login`: Log in
 *
 * Takes `body`; answers `200`, `400`, `403` or `429`.
 *
 * @knockgen handler client-server/login 6aeb3891-586ec0e8
 */
export const login =
  (
    context: Pick<Context, "announce" | "limits" | "notifier" | "now" | "serverName" | "store" | "tokens">,
  ): Handler =>
  async ({ body, request }) => {
    if (body.type !== "m.login.password")
      throw new MatrixHttpError(400, "M_UNKNOWN", `There is no login by ${body.type} here`);
    const name = fullName(userOf(body), context.serverName);
    await context.limits.take("login", addressKey(request.ip));
    // No account has such a name, and nothing of that length is remembered.
    if (!isUserId(name)) throw forbidden("The name or the password is wrong");
    checkId(body.device_id ?? "", "device ID");
    checkText(body.initial_device_display_name ?? "", "device's name");
    if (body.password === undefined) throw missingParam("The password is missing");
    const isRight = await isPasswordOf(context, name, { password: body.password, ip: request.ip });
    if ((await context.store.account(name))?.deactivated === true)
      throw new MatrixHttpError(403, "M_USER_DEACTIVATED", "The account was deactivated");
    if (!isRight) throw forbidden("The name or the password is wrong");
    const keys = body.device_id === undefined ? [] : await context.store.crossSigningKeys([name]);
    if (keys.some(({ publicKey }) => publicKey === body.device_id))
      throw forbidden("A key has the name of this device");
    const device = await openDevice(context, name, body);
    return { status: 200, body: { user_id: userId(name), home_server: context.serverName, ...device } };
  };

/** `identifier`, or what stood there before it. */
function userOf({ identifier, user }: LoginRequestBody): string {
  if (identifier === undefined) {
    if (user === undefined) throw missingParam("The user is missing");
    return user;
  }
  if (identifier.type === "m.id.thirdparty") throw forbidden("No account has such an address here");
  const named = identifier.type === "m.id.user" ? Reflect.get(identifier, "user") : undefined;
  if (typeof named !== "string")
    throw new MatrixHttpError(400, "M_UNKNOWN", "Users are known by their names here");
  return named;
}
