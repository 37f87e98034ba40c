import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { byUser, claimLocal, claimsIn } from "../../devices/local-keys.js";
import { claimRemote } from "../../devices/remote-keys.js";
import { serverOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["claimKeys"];

/**
 * `POST /_matrix/client/v3/keys/claim`: Claim one-time keys
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/claimKeys aeb3da3b-c5bbbcdb
 */
export const claimKeys =
  (context: Pick<Context, "announce" | "federation" | "serverName" | "store">): Handler =>
  async ({ body }) => {
    const isHere = (userId: string): boolean => serverOf(userId) === context.serverName;
    const here = await claimsIn(body.one_time_keys, isHere);
    const elsewhere = await claimsIn(body.one_time_keys, (userId) => !isHere(userId));
    const remote = await claimRemote(context, elsewhere, body.timeout);
    const local = await claimLocal(context, here);
    return {
      status: 200,
      body: {
        one_time_keys: { ...byUser(local), ...byUser(remote.keys) },
        failures: Object.fromEntries(remote.failures),
      },
    };
  };
