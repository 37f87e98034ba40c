import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { profileOf } from "./profile.js";
import { RemoteProfiles } from "./remote-profiles.js";

type Handler = ClientServerHandlers<Auth>["getUserProfile"];

/**
 * `GET /_matrix/client/v3/profile/{userId}`: Read a profile
 *
 * Takes `path`; answers `200`, `403` or `404`.
 *
 * @knockgen handler client-server/getUserProfile 8244c1e0-1a98bc83
 */
export const getUserProfile = (
  context: Pick<Context, "federation" | "now" | "serverName" | "store" | "tokens" | "writer">,
): Handler => {
  const elsewhere = new RemoteProfiles(context);
  return async ({ path, request }) => ({
    status: 200,
    body: await profileOf(context, elsewhere, path.userId, request),
  });
};
