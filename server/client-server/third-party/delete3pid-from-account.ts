import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { NOTHING_BOUND } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["delete3pidFromAccount"];

/**
 * `POST /_matrix/client/v3/account/3pid/delete`: Remove an identifier
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/delete3pidFromAccount 2b5988e0-aca9d25d
 */
export const delete3pidFromAccount =
  (_context: Context): Handler =>
  () =>
    NOTHING_BOUND;
