import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { noMedium } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["requestTokenTo3PIDMSISDN"];

/**
 * `POST /_matrix/client/v3/account/3pid/msisdn/requestToken`: Start validating a telephone number for an account
 *
 * Takes `body`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/requestTokenTo3PIDMSISDN 4ef02606-a44f0a1c
 */
export const requestTokenTo3PIDMSISDN =
  (_context: Context): Handler =>
  () =>
    noMedium();
