import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { report } from "./report.js";

type Handler = ClientServerHandlers<Auth>["reportRoom"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/report`: Report a room
 *
 * Takes `path`, `body` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.13
 *
 * @knockgen handler client-server/reportRoom 1b78ffb2-620120fc
 */
export const reportRoom =
  (context: Pick<Context, "log" | "now" | "store">): Handler =>
  ({ path, body, auth }) =>
    report(context, auth, body, path);
