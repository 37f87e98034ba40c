import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { entryError, entryOf } from "../../membership/restricted.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { incompatible, membershipTemplate, openRoom } from "./membership-template.js";

type Handler = ServerServerHandlers<Auth>["makeJoin"];

/**
 * `GET /_matrix/federation/v1/make_join/{roomId}/{userId}`: Ask for a join event to fill in
 *
 * Takes `path`, `query` and `auth`; answers `200`, `400`, `403` or `404`.
 *
 * @knockgen handler server-server/makeJoin 630ed331-bb287e84
 */
export const makeJoin =
  (context: Pick<Context, "now" | "serverName" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const room = await openRoom(context, path, auth.origin);
    const refusal = incompatible(room, query.ver ?? ["1"]);
    if (refusal !== undefined) return refusal;
    const entry = await context.writer.look(path.roomId, (draft) => entryOf(context, draft, path.userId));
    const error = entry && entryError(entry);
    if (error !== undefined) throw error;
    const content = entry?.kind === "authorised" ? { join_authorised_via_users_server: entry.by } : {};
    return { status: 200, body: await membershipTemplate(context, "join", path, content) };
  };
