import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { takeJoin } from "./take-join.js";

type Handler = ServerServerHandlers<Auth>["sendJoinV2"];

/**
 * `PUT /_matrix/federation/v2/send_join/{roomId}/{eventId}`: Deliver a signed join
 *
 * Takes `path`, `query`, `body` and `auth`; answers `200`, `400` or `403`.
 *
 * @knockgen handler server-server/sendJoinV2 fd4d2453-43afe0f4
 */
export const sendJoinV2 =
  (context: Context): Handler =>
  async ({ path, auth }) => {
    const body = { ...(await takeJoin(context, path, auth)), members_omitted: false };
    return { status: 200, body };
  };
