import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden, notFound } from "../../errors.js";
import { Backfill } from "../../history/backfill.js";
import { sentAt } from "../../store/rooms/relation.js";
import { eventIdOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { eventByTime } from "./event-by-time.js";
import { viewOf } from "./view.js";

type Handler = ClientServerHandlers<Auth>["getEventByTimestamp"];

/**
 * `GET /_matrix/client/v1/rooms/{roomId}/timestamp_to_event`: Find the event nearest to a time
 *
 * Takes `path`, `query` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.6
 *
 * @knockgen handler client-server/getEventByTimestamp 499174e4-1fc9574d
 */
export const getEventByTimestamp = (context: Context): Handler => {
  const backfill = new Backfill(context);
  return async ({ path, query, auth }) => {
    const view = await viewOf(context, path.roomId, auth);
    // Unlike what the world reads (C76), this is for members.
    if (view.membership.membership !== "join") throw forbidden("You are not in this room");
    const found = await eventByTime(context, backfill, view, { ts: query.ts, back: query.dir === "b" });
    const ts = found && sentAt(found.json);
    if (found === undefined || ts === undefined) throw notFound("There is no event on that side of the time");
    return { status: 200, body: { event_id: eventIdOf(found.eventId), origin_server_ts: ts } };
  };
};
