import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { accountDataKey, requireWritable } from "./account-data.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { asJsonObject } from "./json.js";

type Handler = ClientServerHandlers<Auth>["setAccountData"];

/**
 * `PUT /_matrix/client/v3/user/{userId}/account_data/{type}`: Set account data
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `403` or `405`.
 *
 * @knockgen handler client-server/setAccountData c2b23000-a2df5627
 */
export const setAccountData =
  ({ store, announce }: Pick<Context, "announce" | "store">): Handler =>
  async ({ path, body, auth }) => {
    const key = accountDataKey(auth, path);
    requireWritable(key);
    const content = asJsonObject(body);
    announce(await store.changeAccountData(key, () => content));
    return { status: 200, body: {} };
  };
