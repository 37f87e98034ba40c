import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { ruleOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["isPushRuleEnabled"];

/**
 * `GET /_matrix/client/v3/pushrules/global/{kind}/{ruleId}/enabled`: Ask whether a push rule is enabled
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/isPushRuleEnabled 9942cb9d-706ad73b
 */
export const isPushRuleEnabled =
  (context: Pick<Context, "config" | "store">): Handler =>
  async ({ path, auth }) => {
    const { rule } = await ruleOf(context, auth.userId, path);
    return { status: 200, body: { enabled: rule.enabled } };
  };
