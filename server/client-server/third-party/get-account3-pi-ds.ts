import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getAccount3PIDs"];

/**
 * `GET /_matrix/client/v3/account/3pid`: List third-party identifiers
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getAccount3PIDs 3f649059-28978b4b
 */
export const getAccount3PIDs =
  (_context: Context): Handler =>
  () => ({ status: 200, body: { threepids: [] } });
