import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { accountDataKey, requireWritable } from "./account-data.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { asJsonObject } from "./json.js";

type Handler = ClientServerHandlers<Auth>["setAccountDataPerRoom"];

/**
 * `PUT /_matrix/client/v3/user/{userId}/rooms/{roomId}/account_data/{type}`: Set account data of a room
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `403` or `405`.
 *
 * @knockgen handler client-server/setAccountDataPerRoom c9c41cb5-c5874382
 */
export const setAccountDataPerRoom =
  ({ store, announce }: Pick<Context, "announce" | "store">): Handler =>
  async ({ path, body, auth }) => {
    const key = accountDataKey(auth, path);
    requireWritable(key);
    const content = asJsonObject(body);
    announce(await store.changeAccountData(key, () => content));
    return { status: 200, body: {} };
  };
