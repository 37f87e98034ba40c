import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { withChange } from "../../push/change-rules.js";
import { givenActions } from "../../push/given-rule.js";
import { changeRules, ruleOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["setPushRuleActions"];

/**
 * `PUT /_matrix/client/v3/pushrules/global/{kind}/{ruleId}/actions`: Change the actions of a push rule
 *
 * Takes `path`, `body` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/setPushRuleActions 94b361b9-d2f429e5
 */
export const setPushRuleActions =
  (context: Pick<Context, "announce" | "config" | "store">): Handler =>
  async ({ path, body, auth }) => {
    const { kind, rule } = await ruleOf(context, auth.userId, path);
    const change = { actions: givenActions(body) };
    await changeRules(context, auth.userId, (kept) => withChange(kept, kind, rule.rule_id, change));
    return { status: 200, body: {} };
  };
