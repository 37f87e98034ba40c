import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { MatrixHttpError } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["getWellKnown"];

/**
 * `GET /.well-known/matrix/server`: Find where this server's federation API is
 *
 * Takes nothing; answers `200`.
 *
 * @knockgen handler server-server/getWellKnown 32f40597-cab3f35d
 */
export const getWellKnown =
  ({ config }: Pick<Context, "config">): Handler =>
  () => {
    const { delegate } = config;
    if (delegate === undefined) throw new MatrixHttpError(404, "M_NOT_FOUND", "Nothing is delegated");
    return { status: 200, body: { "m.server": delegate } };
  };
