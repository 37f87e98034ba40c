import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { queryKeys } from "./query-keys.js";

type Handler = ServerServerHandlers<Auth>["bulkPerspectivesKeyQuery"];

/**
 * `POST /_matrix/key/v2/query`: Ask for the keys of many servers
 *
 * Takes `body`; answers `200`.
 *
 * @knockgen handler server-server/bulkPerspectivesKeyQuery e35f69cc-df55bee2
 */
export const bulkPerspectivesKeyQuery =
  (context: Pick<Context, "keys" | "now" | "ownKeys">): Handler =>
  ({ body }) =>
    queryKeys(
      context,
      new Map(
        Object.entries(body.server_keys).map(([server, wanted]) => {
          const times = Object.values(wanted).map((key) => key.minimum_valid_until_ts ?? 0);
          const latest = times.reduce((most, ts) => Math.max(most, ts), 0);
          return [server, latest === 0 ? undefined : latest];
        }),
      ),
    );
