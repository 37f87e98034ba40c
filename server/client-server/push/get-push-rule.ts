import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { ruleOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getPushRule"];

/**
 * `GET /_matrix/client/v3/pushrules/global/{kind}/{ruleId}`: Read a push rule
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getPushRule ab95a42d-9c982c46
 */
export const getPushRule =
  (context: Pick<Context, "config" | "store">): Handler =>
  async ({ path, auth }) => ({ status: 200, body: (await ruleOf(context, auth.userId, path)).rule });
