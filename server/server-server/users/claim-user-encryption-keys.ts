import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { isClaimUserEncryptionKeysResponse200 } from "@knockgen/matrix/validators/server-server";
import { claimLocal, claimsIn } from "../../devices/local-keys.js";
import { serverOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["claimUserEncryptionKeys"];

/**
 * `POST /_matrix/federation/v1/user/keys/claim`: Claim one-time keys for other users
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/claimUserEncryptionKeys 4a99bd2f-72119095
 */
export const claimUserEncryptionKeys =
  (context: Pick<Context, "announce" | "serverName" | "store">): Handler =>
  async ({ body }) => {
    const isHere = (userId: string): boolean => serverOf(userId) === context.serverName;
    const claims = await claimsIn(body.one_time_keys, isHere);
    const given = [...(await claimLocal(context, claims))].map(([userId, devices]) => {
      // A key with signatures of another form is its device's fault, and stops no other.
      const isGood = ([deviceId, key]: readonly [string, unknown]): boolean =>
        isClaimUserEncryptionKeysResponse200({ one_time_keys: { [userId]: { [deviceId]: key } } });
      return [userId, Object.fromEntries([...devices].filter(isGood))] as const;
    });
    const answer: unknown = { one_time_keys: Object.fromEntries(given) };
    return {
      status: 200,
      body: isClaimUserEncryptionKeysResponse200(answer) ? answer : { one_time_keys: {} },
    };
  };
