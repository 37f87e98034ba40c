import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { denied } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["requestTokenToRegisterEmail"];

/**
 * `POST /_matrix/client/v3/register/email/requestToken`: Start validating an email address for registration
 *
 * Takes `body`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/requestTokenToRegisterEmail e3d268a0-728a6551
 */
export const requestTokenToRegisterEmail =
  (_context: Context): Handler =>
  () =>
    denied();
