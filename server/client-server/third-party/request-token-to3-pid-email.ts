import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { noMedium } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["requestTokenTo3PIDEmail"];

/**
 * `POST /_matrix/client/v3/account/3pid/email/requestToken`: Start validating an email address for an account
 *
 * Takes `body`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/requestTokenTo3PIDEmail 6f91b6c3-5a92acbd
 */
export const requestTokenTo3PIDEmail =
  (_context: Context): Handler =>
  () =>
    noMedium();
