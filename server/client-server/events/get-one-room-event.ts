import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { seenEvent, showInFull } from "./shown-event.js";
import { openView } from "./view.js";

type Handler = ClientServerHandlers<Auth>["getOneRoomEvent"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/event/{eventId}`: Fetch one event
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getOneRoomEvent 94ba65a1-6ffbe4c7
 */
export const getOneRoomEvent =
  (context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, auth }) => {
    const view = await openView(context, path.roomId, auth);
    const { event, memberships } = await seenEvent(context, view, path.eventId);
    const show = await showInFull(context, { view, auth }, [event], memberships);
    return { status: 200, body: show(event) };
  };
