import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { noSuchRule, requireOwnRule, withoutRule } from "../../push/change-rules.js";
import { isKind } from "../../push/kinds.js";
import { changeRules, ruleOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["deletePushRule"];

/**
 * `DELETE /_matrix/client/v3/pushrules/global/{kind}/{ruleId}`: Delete a push rule
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/deletePushRule 3780b844-e0da2c54
 */
export const deletePushRule =
  (context: Pick<Context, "announce" | "config" | "store">): Handler =>
  async ({ path, auth }) => {
    const { kind, ruleId } = path;
    if (!isKind(kind)) throw noSuchRule();
    await ruleOf(context, auth.userId, path);
    requireOwnRule(ruleId);
    await changeRules(context, auth.userId, (kept) => withoutRule(kept, kind, ruleId));
    return { status: 200, body: {} };
  };
