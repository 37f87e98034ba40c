import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { byUser, queryLocal } from "../../devices/local-keys.js";
import { serverOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["queryUserEncryptionKeys"];

/**
 * `POST /_matrix/federation/v1/user/keys/query`: Look up keys of users of this server
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/queryUserEncryptionKeys a7a7515d-6aeb8a79
 */
export const queryUserEncryptionKeys =
  (context: Pick<Context, "serverName" | "store">): Handler =>
  async ({ body }) => {
    const asked = Object.entries(body.device_keys);
    const local = new Map(asked.filter(([userId]) => serverOf(userId) === context.serverName));
    const { devices, crossSigning } = await queryLocal(context, local, undefined);
    return {
      status: 200,
      body: {
        device_keys: byUser(devices),
        master_keys: Object.fromEntries(crossSigning.master),
        self_signing_keys: Object.fromEntries(crossSigning.self_signing),
      },
    };
  };
