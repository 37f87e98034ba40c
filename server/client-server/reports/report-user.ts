import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { report } from "./report.js";

type Handler = ClientServerHandlers<Auth>["reportUser"];

/**
 * `POST /_matrix/client/v3/users/{userId}/report`: Report a user
 *
 * Takes `path`, `body` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.14
 *
 * @knockgen handler client-server/reportUser b7c27a52-043bd754
 */
export const reportUser =
  (context: Pick<Context, "log" | "now" | "store">): Handler =>
  ({ path, body, auth }) =>
    report(context, auth, body, path);
