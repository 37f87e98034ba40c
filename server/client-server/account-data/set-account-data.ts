import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { replaceAccountData } from "./account-data.js";

type Handler = ClientServerHandlers<Auth>["setAccountData"];

/**
 * `PUT /_matrix/client/v3/user/{userId}/account_data/{type}`: Set account data
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `403` or `405`.
 *
 * @knockgen handler client-server/setAccountData c2b23000-a2df5627
 */
export const setAccountData = (context: Pick<Context, "announce" | "store">): Handler =>
  replaceAccountData(context);
