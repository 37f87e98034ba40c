import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { readAccountData } from "./account-data.js";

type Handler = ClientServerHandlers<Auth>["getAccountData"];

/**
 * `GET /_matrix/client/v3/user/{userId}/account_data/{type}`: Read account data
 *
 * Takes `path` and `auth`; answers `200`, `403` or `404`.
 *
 * @knockgen handler client-server/getAccountData 84e4e5eb-f5dd6287
 */
export const getAccountData = (context: Pick<Context, "config" | "store">): Handler =>
  readAccountData(context);
