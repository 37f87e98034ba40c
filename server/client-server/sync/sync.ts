import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { filterOf } from "../../sync/filter/filter.js";
import { sync as readSync } from "../../sync/sync.js";
import { syncContext } from "../../sync/sync-context.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["sync"];

/**
 * `GET /_matrix/client/v3/sync`: Get what is new
 *
 * Takes `query` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/sync e222233b-c57ef292
 */
export const sync = (context: Context): Handler => {
  const parts = syncContext(context);
  return async ({ query, auth, request }) => ({
    status: 200,
    body: await readSync(parts, {
      auth,
      // Clients that have no token send an empty one.
      since: query.since === "" ? undefined : query.since,
      fullState: query.full_state ?? false,
      stateAfter: query.use_state_after ?? false,
      timeoutMs: query.timeout ?? 0,
      filter: await filterOf(parts, auth, query.filter || undefined),
      signal: request.signal,
    }),
  });
};
