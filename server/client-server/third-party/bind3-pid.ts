import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { denied } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["bind3PID"];

/**
 * `POST /_matrix/client/v3/account/3pid/bind`: Bind an identifier at an identity server
 *
 * Takes `body` and `auth`; answers `200` or `429`.
 *
 * @knockgen handler client-server/bind3PID 9c07659f-5e9ec8b8
 */
export const bind3PID =
  (_context: Context): Handler =>
  () =>
    denied();
