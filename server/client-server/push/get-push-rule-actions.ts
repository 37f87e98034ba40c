import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { ruleOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getPushRuleActions"];

/**
 * `GET /_matrix/client/v3/pushrules/global/{kind}/{ruleId}/actions`: Read the actions of a push rule
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getPushRuleActions 5bcf5ce7-5a29930c
 */
export const getPushRuleActions =
  (context: Pick<Context, "config" | "store">): Handler =>
  async ({ path, auth }) => {
    const { rule } = await ruleOf(context, auth.userId, path);
    return { status: 200, body: { actions: rule.actions } };
  };
