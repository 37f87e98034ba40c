import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { replaceAccountData } from "./account-data.js";

type Handler = ClientServerHandlers<Auth>["setAccountDataPerRoom"];

/**
 * `PUT /_matrix/client/v3/user/{userId}/rooms/{roomId}/account_data/{type}`: Set account data of a room
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `403` or `405`.
 *
 * @knockgen handler client-server/setAccountDataPerRoom c9c41cb5-c5874382
 */
export const setAccountDataPerRoom = (context: Pick<Context, "announce" | "store">): Handler =>
  replaceAccountData(context);
