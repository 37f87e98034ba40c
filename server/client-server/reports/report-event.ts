import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { noSuchEvent } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { seenEvent } from "../events/shown-event.js";
import { openView } from "../events/view.js";
import { report } from "./report.js";

type Handler = ClientServerHandlers<Auth>["reportEvent"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/report/{eventId}`: Report an event
 *
 * Takes `path`, `body` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/reportEvent f30fd082-b19bf2aa
 */
export const reportEvent =
  (context: Pick<Context, "log" | "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    const view = await openView(context, path.roomId, auth);
    if (view.membership.membership !== "join") throw noSuchEvent();
    await seenEvent(context, view, path.eventId);
    return report(context, auth, body, path);
  };
