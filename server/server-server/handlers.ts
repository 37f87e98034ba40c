/** The server-server API: the operations that this server has, and `M_UNRECOGNIZED` for the others. */
import { routes, type ServerServerHandlers, unimplemented } from "@knockgen/matrix/routes/server-server";
import { API, type Route } from "@knockgen/matrix/runtime/route";
import { isSendTransactionResponse200 } from "@knockgen/matrix/validators/server-server";
import type { ServerContext } from "../context.js";
import { badJson } from "../errors.js";
import type { FederationAuth } from "../federation/request-auth.js";
import { answerPdus, readTransaction } from "../federation/transaction-inbox.js";
import { hierarchyHandlers } from "./hierarchy.js";
import { historyHandlers } from "./history.js";
import { inviteHandlers } from "./invites.js";
import { makeHandlers } from "./make.js";
import { queryHandlers } from "./queries.js";
import { takePdu } from "./receive.js";
import { sendMembershipHandlers } from "./send-membership.js";

/**
 * Events on their way in are read by the auth engine, without loss, and refused with the codes that the specification
 * wants; the schemas would refuse an event for an `origin` that servers no longer send.
 */
const READ_BY_HAND = new Set([
  "sendKnock",
  "sendJoinV2",
  "sendLeaveV2",
  "sendInviteV1",
  "sendInviteV2",
  "sendTransaction",
]);

/** Without a body as far as the routes are concerned: `authenticate` has read it, and once is enough. */
function lenient(route: Route): Route {
  if (!READ_BY_HAND.has(route.name)) return route;
  const { body: _, bodyRequired: __, ...rest } = route;
  return { ...rest, responses: { ...route.responses, "200": { "application/json": "json" } } };
}

/** Every operation that servers call. */
export function serverServerHandlers(context: ServerContext): ServerServerHandlers<FederationAuth> {
  return {
    ...unimplemented,
    [API]: { name: "server-server", routes: routes.map(lenient) },
    ...makeHandlers(context),
    ...sendMembershipHandlers(context),
    ...inviteHandlers(context),
    ...historyHandlers(context),
    ...queryHandlers(context),
    ...hierarchyHandlers(context),
    sendTransaction: async ({ path, auth }) => {
      const read = readTransaction(auth.content);
      if (!read.ok) throw badJson(read.message);
      const { pdus } = read.transaction;
      const answer = await context.inbox.answer(auth.origin, path.txnId, () =>
        answerPdus(pdus, async (json) => {
          const result = await takePdu(context, auth.origin, json);
          // Only the operators of the two servers can find out which one is at fault.
          if (result.error !== undefined)
            context.log("warn", "an event was refused", { origin: auth.origin, ...result });
          return result;
        }),
      );
      if (!isSendTransactionResponse200(answer))
        throw new Error("an answer to a transaction has lost its shape");
      return { status: 200, body: answer };
    },
  };
}
