import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { rulesOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getPushRules"];

/**
 * `GET /_matrix/client/v3/pushrules/`: Read all push rules
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getPushRules fd28debf-a0092388
 */
export const getPushRules =
  (context: Pick<Context, "config" | "store">): Handler =>
  async ({ auth }) => ({ status: 200, body: { global: await rulesOf(context, auth.userId) } });
