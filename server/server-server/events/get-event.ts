import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { forbidden, notFound } from "../../errors.js";
import { erasedForServer } from "../../room/erased.js";
import { shownJson } from "../../room/redacted-json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { roomWithHistory } from "./history-access.js";
import { transactionOf } from "./shown-pdus.js";
import { hiddenJson, visibleToServer } from "./visibility.js";

type Handler = ServerServerHandlers<Auth>["getEvent"];

/**
 * `GET /_matrix/federation/v1/event/{eventId}`: Fetch an event
 *
 * Takes `path` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/getEvent 24e4a3a8-f85ceac8
 */
export const getEvent =
  (context: Pick<Context, "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, auth }) => {
    const [event] = await context.store.events([path.eventId]);
    if (event === undefined || event.status === "rejected") throw notFound("There is no such event here");
    const room = await roomWithHistory(context, event.roomId, auth.origin, [event.eventId]);
    const visible = await visibleToServer(context, room, auth.origin, [event]);
    // State is asked for to judge by, for which what is left of it will do; of a message there would be nothing left.
    if (visible.size === 0 && event.stateKey === undefined)
      throw forbidden(`No user of ${auth.origin} may see this event`);
    const isErased = (await erasedForServer(context, room, auth.origin))(event);
    const shown = visible.size > 0 ? shownJson(event, room.version, isErased) : hiddenJson(room, event);
    return { status: 200, body: transactionOf(context, [{ ...shown }]) };
  };
