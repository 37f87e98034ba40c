import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden } from "../../errors.js";
import { roomAlias } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { isWorldReadable, viewOf } from "../events/view.js";
import { MAX_ALIASES } from "./local-alias.js";

type Handler = ClientServerHandlers<Auth>["getLocalAliases"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/aliases`: List a room's aliases on this server
 *
 * Takes `path` and `auth`; answers `200`, `400`, `403` or `429`.
 *
 * @knockgen handler client-server/getLocalAliases 0d10fc51-fdf8fc7b
 */
export const getLocalAliases =
  (context: Pick<Context, "notifier" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, auth }) => {
    const { membership, room } = await viewOf(context, path.roomId, auth);
    if (membership.membership !== "join" && !(await isWorldReadable(context, room)))
      throw forbidden("You are not in this room");
    const aliases = await context.store.aliasesOf(path.roomId, MAX_ALIASES);
    return { status: 200, body: { aliases: aliases.map(roomAlias) } };
  };
