import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { join } from "../../membership/join.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { contentOfJoin, entered, withServerName } from "./enter-room.js";

type Handler = ClientServerHandlers<Auth>["joinRoom"];

/**
 * `POST /_matrix/client/v3/join/{roomIdOrAlias}`: Enter a room
 *
 * Takes `path`, `query`, `body` and `auth`; answers `200`, `403` or `429`.
 *
 * @knockgen handler client-server/joinRoom 207375ba-25541483
 */
export const joinRoom =
  (context: Context): Handler =>
  async ({ path, query, body, auth, request }) => {
    const wish = { room: path.roomIdOrAlias, query: withServerName(query, request), reason: body?.reason };
    const content = contentOfJoin(body);
    return entered(await join(context, { ...wish, userId: auth.userId, content }));
  };
