import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { denied } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["post3PIDs"];

/**
 * `POST /_matrix/client/v3/account/3pid`: Add a third-party identifier
 *
 * Takes `body` and `auth`; answers `200` or `403`. Deprecated in the specification.
 *
 * @knockgen handler client-server/post3PIDs b16169d5-81fb382a
 */
export const post3PIDs =
  (_context: Context): Handler =>
  () =>
    denied();
