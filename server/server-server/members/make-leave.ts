import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { membershipTemplate, openRoom } from "./membership-template.js";

type Handler = ServerServerHandlers<Auth>["makeLeave"];

/**
 * `GET /_matrix/federation/v1/make_leave/{roomId}/{userId}`: Ask for a leave event to fill in
 *
 * Takes `path` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler server-server/makeLeave 8a09b782-00e677c5
 */
export const makeLeave =
  (context: Pick<Context, "now" | "serverName" | "writer">): Handler =>
  async ({ path, auth }) => {
    await openRoom(context, path, auth.origin);
    return { status: 200, body: await membershipTemplate(context, "leave", path, {}) };
  };
