import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { isServerKeys } from "@knockgen/matrix/validators/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["getServerKey"];

/**
 * `GET /_matrix/key/v2/server`: Fetch this server's keys
 *
 * Takes nothing; answers `200`.
 *
 * @knockgen handler server-server/getServerKey d8e614d3-14fc0078
 */
export const getServerKey =
  ({ ownKeys }: Pick<Context, "ownKeys">): Handler =>
  () => {
    const document = ownKeys.document();
    if (!isServerKeys(document)) throw new Error("our key document has lost its shape");
    return { status: 200, body: document };
  };
