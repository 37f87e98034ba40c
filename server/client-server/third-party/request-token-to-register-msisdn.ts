import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { denied } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["requestTokenToRegisterMSISDN"];

/**
 * `POST /_matrix/client/v3/register/msisdn/requestToken`: Start validating a telephone number for registration
 *
 * Takes `body`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/requestTokenToRegisterMSISDN 5642b416-809ff0e5
 */
export const requestTokenToRegisterMSISDN =
  (_context: Context): Handler =>
  () =>
    denied();
