import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { queryKeys } from "./query-keys.js";

type Handler = ServerServerHandlers<Auth>["perspectivesKeyQuery"];

/**
 * `GET /_matrix/key/v2/query/{serverName}`: Ask for one server's keys
 *
 * Takes `path` and `query`; answers `200`.
 *
 * @knockgen handler server-server/perspectivesKeyQuery e7d5b757-413f9215
 */
export const perspectivesKeyQuery =
  (context: Pick<Context, "keys" | "now" | "ownKeys">): Handler =>
  ({ path, query }) =>
    queryKeys(context, new Map([[path.serverName, query.minimum_valid_until_ts]]));
