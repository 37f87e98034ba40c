import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { knock } from "../../membership/knock.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { entered, withServerName } from "./enter-room.js";

type Handler = ClientServerHandlers<Auth>["knockRoom"];

/**
 * `POST /_matrix/client/v3/knock/{roomIdOrAlias}`: Ask to be let into a room
 *
 * Takes `path`, `query`, `body` and `auth`; answers `200`, `403`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/knockRoom 392b9c90-85b71aa0
 */
export const knockRoom =
  (context: Context): Handler =>
  async ({ path, query, body, auth, request }) => {
    const wish = { room: path.roomIdOrAlias, query: withServerName(query, request), reason: body?.reason };
    return entered(await knock(context, { ...wish, userId: auth.userId }));
  };
