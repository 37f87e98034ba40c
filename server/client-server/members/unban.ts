import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { moderation } from "./moderation.js";

type Handler = ClientServerHandlers<Auth>["unban"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/unban`: Lift a ban
 *
 * Takes `path`, `body` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler client-server/unban 3c826cf7-e7bfa317
 */
export const unban = (context: Pick<Context, "profiles" | "serverName" | "writer">): Handler =>
  moderation(context, "unban", "leave");
