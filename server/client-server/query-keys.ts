import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { byUser, queryLocal } from "../devices/local-keys.js";
import { serverOf } from "../ids.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";

type Handler = ClientServerHandlers<Auth>["queryKeys"];

/**
 * `POST /_matrix/client/v3/keys/query`: Look up devices and their keys
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/queryKeys 0fe7c7ce-fd580698
 */
export const queryKeys =
  (context: Pick<Context, "serverName" | "store">): Handler =>
  async ({ body, auth }) => {
    const asked = Object.entries(body.device_keys);
    const local = new Map(asked.filter(([userId]) => serverOf(userId) === context.serverName));
    const { devices, crossSigning } = await queryLocal(context, local, auth.userId);
    return {
      status: 200,
      body: {
        device_keys: byUser(devices),
        master_keys: Object.fromEntries(crossSigning.master),
        self_signing_keys: Object.fromEntries(crossSigning.self_signing),
        user_signing_keys: Object.fromEntries(crossSigning.user_signing),
        failures: {},
      },
    };
  };
