/** The client-server API: the operations that this server has, and `M_UNRECOGNIZED` for the others. */

import { type ClientServerHandlers, unimplemented } from "@knockgen/matrix/routes/client-server";
import type { ClientAuth, ServerContext } from "../context.js";
import { filterOf } from "../sync/filter.js";
import { sync } from "../sync/sync.js";
import { accountHandlers } from "./account.js";
import { directoryHandlers } from "./directory.js";
import { historyHandlers } from "./history.js";
import { membershipHandlers } from "./membership.js";
import { metaHandlers } from "./meta.js";
import { roomHandlers } from "./rooms.js";
import { wellKnownHandlers } from "./well-known.js";

/** Every operation that clients call. */
export function clientServerHandlers(context: ServerContext): ClientServerHandlers<ClientAuth> {
  return {
    ...unimplemented,
    ...accountHandlers(context),
    ...metaHandlers(context),
    ...wellKnownHandlers(context),
    ...membershipHandlers(context),
    ...roomHandlers(context),
    ...historyHandlers(context),
    ...directoryHandlers(context),
    sync: async ({ query, auth, request }) => ({
      status: 200,
      body: await sync(context, {
        auth,
        since: query.since,
        fullState: query.full_state ?? false,
        timeoutMs: query.timeout ?? 0,
        filter: await filterOf(context, auth, query.filter),
        signal: request.signal,
      }),
    }),
  };
}
