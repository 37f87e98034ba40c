import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { strippedEvents } from "../../room/stripped.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { takeMembership } from "./take-membership.js";

type Handler = ServerServerHandlers<Auth>["sendKnock"];

/**
 * `PUT /_matrix/federation/v1/send_knock/{roomId}/{eventId}`: Deliver a signed knock
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `403` or `404`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler server-server/sendKnock f88c1e88-32f2cb18
 */
export const sendKnock =
  (context: Context): Handler =>
  async ({ path, auth }) => {
    await takeMembership(context, "knock", path, auth);
    const state = await strippedEvents(context, path.roomId);
    return { status: 200, body: { knock_room_state: state.map((event) => ({ ...event })) } };
  };
