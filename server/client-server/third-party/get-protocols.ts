import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getProtocols"];

/**
 * `GET /_matrix/client/v3/thirdparty/protocols`: List protocols of application services
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getProtocols 38de9087-40abb718
 */
export const getProtocols =
  (_context: Context): Handler =>
  () => {
    // This server has no bridges (C139).
    return { status: 200, body: {} };
  };
