import { isJsonObject, own } from "@knockgen/auth";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { objectOf, takeInvite } from "./take-invite.js";

type Handler = ServerServerHandlers<Auth>["sendInviteV1"];

/**
 * `PUT /_matrix/federation/v1/invite/{roomId}/{eventId}`: Hand an invitation to the invited user's server
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400` or `403`.
 *
 * @knockgen handler server-server/sendInviteV1 4e656d26-1325be7d
 */
export const sendInviteV1 =
  (context: Context): Handler =>
  async ({ path, auth }) => {
    const event = objectOf(auth.content);
    const unsigned = own(event, "unsigned");
    const signed = await takeInvite(context, {
      ...path,
      version: "1",
      event,
      state: isJsonObject(unsigned) ? own(unsigned, "invite_room_state") : undefined,
      origin: auth.origin,
    });
    return { status: 200, body: [200, { event: signed }] };
  };
