import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { notTrusted } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["inviteBy3PID"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/invite`: Invite by email address
 *
 * Takes `path`, `body` and `auth`; answers `200`, `403` or `429`.
 *
 * @knockgen handler client-server/inviteBy3PID d659d349-fddcb2fb
 */
export const inviteBy3PID =
  (_context: Context): Handler =>
  () =>
    notTrusted();
