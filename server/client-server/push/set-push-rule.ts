import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../../errors.js";
import { withRule } from "../../push/change-rules.js";
import { givenRule } from "../../push/given-rule.js";
import { isKind } from "../../push/kinds.js";
import { changeRules } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["setPushRule"];

/**
 * `PUT /_matrix/client/v3/pushrules/global/{kind}/{ruleId}`: Add or change a push rule
 *
 * Takes `path`, `query`, `body` and `auth`; answers `200`, `400`, `404` or `429`.
 *
 * @knockgen handler client-server/setPushRule 5bdde6f4-b2317f81
 */
export const setPushRule =
  (context: Pick<Context, "announce" | "store">): Handler =>
  async ({ path, query, body, auth }) => {
    const { kind, ruleId } = path;
    if (!isKind(kind)) throw invalidParam("There is no such kind of push rule");
    const rule = givenRule(kind, ruleId, body);
    await changeRules(context, auth.userId, (kept) => withRule(kept, kind, rule, query));
    return { status: 200, body: {} };
  };
