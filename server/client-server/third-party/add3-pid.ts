import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { denied } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["add3PID"];

/**
 * `POST /_matrix/client/v3/account/3pid/add`: Add a validated identifier
 *
 * Takes `body` and `auth`; answers `200`, `401` or `429`.
 *
 * @knockgen handler client-server/add3PID 1fe19fd6-d8e6c22f
 */
export const add3PID =
  (_context: Context): Handler =>
  () =>
    denied();
