import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { moderation } from "./moderation.js";

type Handler = ClientServerHandlers<Auth>["kick"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/kick`: Put a user out of a room
 *
 * Takes `path`, `body` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler client-server/kick 510b1e64-1d348b85
 */
export const kick = (context: Pick<Context, "profiles" | "serverName" | "writer">): Handler =>
  moderation(context, "kick", "leave");
