import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { leave } from "../../membership/leave.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["leaveRoom"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/leave`: Leave a room
 *
 * Takes `path`, `body` and `auth`; answers `200` or `429`.
 *
 * @knockgen handler client-server/leaveRoom 259e2729-aab58bd5
 */
export const leaveRoom =
  (context: Context): Handler =>
  async ({ path, body, auth }) => {
    const reason = body?.reason;
    await leave(context, auth.userId, path.roomId, reason === undefined ? {} : { reason });
    return { status: 200, body: {} };
  };
