import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { byUser, claimLocal } from "../devices/local-keys.js";
import { serverOf } from "../ids.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";

type Handler = ClientServerHandlers<Auth>["claimKeys"];

/**
 * `POST /_matrix/client/v3/keys/claim`: Claim one-time keys
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/claimKeys aeb3da3b-c5bbbcdb
 */
export const claimKeys =
  (context: Pick<Context, "announce" | "serverName" | "store">): Handler =>
  async ({ body }) => {
    const claims = Object.entries(body.one_time_keys).flatMap(([userId, devices]) =>
      Object.entries(devices).map(([deviceId, algorithm]) => ({ userId, deviceId, algorithm })),
    );
    const local = claims.filter(({ userId }) => serverOf(userId) === context.serverName);
    return { status: 200, body: { one_time_keys: byUser(await claimLocal(context, local)), failures: {} } };
  };
