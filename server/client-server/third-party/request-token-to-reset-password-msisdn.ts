import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { denied } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["requestTokenToResetPasswordMSISDN"];

/**
 * `POST /_matrix/client/v3/account/password/msisdn/requestToken`: Start a password reset by telephone
 *
 * Takes `body`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/requestTokenToResetPasswordMSISDN f7c7f859-4d65b60a
 */
export const requestTokenToResetPasswordMSISDN =
  (_context: Context): Handler =>
  () =>
    denied();
