import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["getVersion"];

/**
 * `GET /_matrix/federation/v1/version`: Ask which software this is
 *
 * Takes nothing; answers `200`.
 *
 * @knockgen handler server-server/getVersion f2f801fb-f9de078b
 */
export const getVersion =
  (_context: Context): Handler =>
  () => ({ status: 200, body: { server: { name: "knockgen", version: "0.1.0" } } });
