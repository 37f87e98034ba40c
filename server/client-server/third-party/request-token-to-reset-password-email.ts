import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { denied } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["requestTokenToResetPasswordEmail"];

/**
 * `POST /_matrix/client/v3/account/password/email/requestToken`: Start a password reset by email
 *
 * Takes `body`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/requestTokenToResetPasswordEmail 4e4226f1-bbead221
 */
export const requestTokenToResetPasswordEmail =
  (_context: Context): Handler =>
  () =>
    denied();
