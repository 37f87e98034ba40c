import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { incompatible, membershipTemplate, openRoom } from "./membership-template.js";

type Handler = ServerServerHandlers<Auth>["makeKnock"];

/**
 * `GET /_matrix/federation/v1/make_knock/{roomId}/{userId}`: Ask for a knock event to fill in
 *
 * Takes `path`, `query` and `auth`; answers `200`, `400`, `403` or `404`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler server-server/makeKnock 34f9fb15-caddd83d
 */
export const makeKnock =
  (context: Pick<Context, "now" | "serverName" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const room = await openRoom(context, path, auth.origin);
    const refusal = incompatible(room, query.ver);
    if (refusal !== undefined) return refusal;
    return { status: 200, body: await membershipTemplate(context, "knock", path, {}) };
  };
