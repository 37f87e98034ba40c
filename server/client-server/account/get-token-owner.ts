import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { userId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getTokenOwner"];

/**
 * `GET /_matrix/client/v3/account/whoami`: Ask whose token this is
 *
 * Takes `auth`; answers `200`, `401`, `403` or `429`.
 *
 * @knockgen handler client-server/getTokenOwner 06d3779f-648e17f3
 */
export const getTokenOwner =
  (_context: Context): Handler =>
  ({ auth }) => ({
    status: 200,
    body: { user_id: userId(auth.userId), device_id: auth.deviceId, is_guest: false },
  });
