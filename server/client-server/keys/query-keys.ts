import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { Turns } from "../../bounds/turns.js";
import { byUser, queryLocal } from "../../devices/local-keys.js";
import { queryRemote } from "../../devices/remote-keys.js";
import { serverOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["queryKeys"];

/**
 * `POST /_matrix/client/v3/keys/query`: Look up devices and their keys
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/queryKeys 0fe7c7ce-fd580698
 */
export const queryKeys =
  (context: Pick<Context, "federation" | "serverName" | "store">): Handler =>
  async ({ body, auth }) => {
    const viewer = auth.userId;
    const here = new Map<string, readonly string[]>();
    const elsewhere = new Map<string, readonly string[]>();
    const turns = new Turns();
    for (const [userId, devices] of Object.entries(body.device_keys)) {
      await turns.next();
      (serverOf(userId) === context.serverName ? here : elsewhere).set(userId, devices);
    }
    const { devices, crossSigning } = await queryLocal(context, here, viewer);
    const remote = await queryRemote(context, elsewhere, { viewer, timeoutMs: body.timeout });
    return {
      status: 200,
      body: {
        device_keys: { ...byUser(devices), ...byUser(remote.devices) },
        master_keys: Object.fromEntries([...crossSigning.master, ...remote.master]),
        self_signing_keys: Object.fromEntries([...crossSigning.self_signing, ...remote.selfSigning]),
        user_signing_keys: Object.fromEntries(crossSigning.user_signing),
        failures: Object.fromEntries(remote.failures),
      },
    };
  };
