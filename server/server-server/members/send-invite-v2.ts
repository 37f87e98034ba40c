import { own } from "@knockgen/auth";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { textIn } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { objectOf, takeInvite } from "./take-invite.js";

type Handler = ServerServerHandlers<Auth>["sendInviteV2"];

/**
 * `PUT /_matrix/federation/v2/invite/{roomId}/{eventId}`: Hand an invitation to the invited user's server
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400` or `403`.
 *
 * @knockgen handler server-server/sendInviteV2 d7ff91bc-db053e1f
 */
export const sendInviteV2 =
  (context: Context): Handler =>
  async ({ path, auth }) => {
    const body = objectOf(auth.content);
    const signed = await takeInvite(context, {
      ...path,
      version: textIn(body, "room_version") ?? "",
      event: own(body, "event"),
      state: own(body, "invite_room_state"),
      origin: auth.origin,
    });
    return { status: 200, body: { event: signed } };
  };
