import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { rulesOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getPushRulesGlobal"];

/**
 * `GET /_matrix/client/v3/pushrules/global/`: Read all global push rules
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getPushRulesGlobal 8a3a1962-fd6946f5
 */
export const getPushRulesGlobal =
  (context: Pick<Context, "config" | "store">): Handler =>
  async ({ auth }) => ({ status: 200, body: await rulesOf(context, auth.userId) });
