import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { readAccountData } from "./account-data.js";

type Handler = ClientServerHandlers<Auth>["getAccountDataPerRoom"];

/**
 * `GET /_matrix/client/v3/user/{userId}/rooms/{roomId}/account_data/{type}`: Read account data of a room
 *
 * Takes `path` and `auth`; answers `200`, `400`, `403` or `404`.
 *
 * @knockgen handler client-server/getAccountDataPerRoom 46dd25a1-f6937989
 */
export const getAccountDataPerRoom = (context: Pick<Context, "config" | "store">): Handler =>
  readAccountData(context);
