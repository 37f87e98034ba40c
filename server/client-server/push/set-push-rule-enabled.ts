import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { withChange } from "../../push/change-rules.js";
import { givenSwitch } from "../../push/given-rule.js";
import { changeRules, ruleOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["setPushRuleEnabled"];

/**
 * `PUT /_matrix/client/v3/pushrules/global/{kind}/{ruleId}/enabled`: Enable or disable a push rule
 *
 * Takes `path`, `body` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/setPushRuleEnabled 55986ff7-8b89f966
 */
export const setPushRuleEnabled =
  (context: Pick<Context, "announce" | "config" | "store">): Handler =>
  async ({ path, body, auth }) => {
    const { kind, rule } = await ruleOf(context, auth.userId, path);
    const change = { enabled: givenSwitch(body) };
    await changeRules(context, auth.userId, (kept) => withChange(kept, kind, rule.rule_id, change));
    return { status: 200, body: {} };
  };
