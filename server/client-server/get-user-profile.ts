import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { profileOf } from "./profile.js";

type Handler = ClientServerHandlers<Auth>["getUserProfile"];

/**
 * `GET /_matrix/client/v3/profile/{userId}`: Read a profile
 *
 * Takes `path`; answers `200`, `403` or `404`.
 *
 * @knockgen handler client-server/getUserProfile 8244c1e0-1a98bc83
 */
export const getUserProfile =
  (context: Pick<Context, "federation" | "serverName" | "store">): Handler =>
  async ({ path }) => ({ status: 200, body: await profileOf(context, path.userId) });
