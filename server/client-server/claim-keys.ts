import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { byUser, claimLocal, claimsIn } from "../devices/local-keys.js";
import { claimRemote } from "../devices/remote-keys.js";
import type { KeyClaim } from "../store/devices/device-key-store.js";
import { serverOf } from "../values/ids.js";
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
  (context: Pick<Context, "announce" | "federation" | "serverName" | "store">): Handler =>
  async ({ body }) => {
    const claims = claimsIn(body.one_time_keys);
    const isHere = ({ userId }: KeyClaim): boolean => serverOf(userId) === context.serverName;
    const elsewhere = claims.filter((claim) => !isHere(claim));
    const remote = await claimRemote(context, elsewhere, body.timeout);
    const local = await claimLocal(context, claims.filter(isHere));
    return {
      status: 200,
      body: { one_time_keys: { ...byUser(local), ...byUser(remote.keys) }, failures: remote.failures },
    };
  };
