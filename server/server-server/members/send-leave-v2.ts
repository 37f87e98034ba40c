import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { takeMembership } from "./take-membership.js";

type Handler = ServerServerHandlers<Auth>["sendLeaveV2"];

/**
 * `PUT /_matrix/federation/v2/send_leave/{roomId}/{eventId}`: Deliver a signed leave
 *
 * Takes `path`, `body` and `auth`; answers `200` or `400`.
 *
 * @knockgen handler server-server/sendLeaveV2 626e675c-fd74aee8
 */
export const sendLeaveV2 =
  (context: Context): Handler =>
  async ({ path, auth }) => {
    await takeMembership(context, "leave", path, auth);
    return { status: 200, body: {} };
  };
