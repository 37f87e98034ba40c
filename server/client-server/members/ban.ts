import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { moderation } from "./moderation.js";

type Handler = ClientServerHandlers<Auth>["ban"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/ban`: Ban a user from a room
 *
 * Takes `path`, `body` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler client-server/ban 412b9479-6c5a15cf
 */
export const ban = (context: Pick<Context, "profiles" | "serverName" | "writer">): Handler =>
  moderation(context, "ban", "ban");
