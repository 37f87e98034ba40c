import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { NOTHING_BOUND } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["unbind3pidFromAccount"];

/**
 * `POST /_matrix/client/v3/account/3pid/unbind`: Unbind an identifier
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/unbind3pidFromAccount de73972b-e31ec79a
 */
export const unbind3pidFromAccount =
  (_context: Context): Handler =>
  () =>
    NOTHING_BOUND;
