import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { notFound } from "../../errors.js";
import { sharedRoom } from "../../room/room-access.js";
import { sentAt } from "../../store/rooms/relation.js";
import { eventIdOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { visibleToServer } from "./visibility.js";

/** Events that are looked at for one that users of the server may see. */
const MAX_LOOKED_AT = 100;

type Handler = ServerServerHandlers<Auth>["getEventByTimestamp"];

/**
 * `GET /_matrix/federation/v1/timestamp_to_event/{roomId}`: Find the event nearest to a time
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @since Matrix 1.6
 *
 * @knockgen handler server-server/getEventByTimestamp 9ac8a516-58a736cd
 */
export const getEventByTimestamp =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const room = await sharedRoom(context, path.roomId, auth.origin);
    const found = await context.store.eventsByTime({
      roomId: path.roomId,
      ts: query.ts,
      back: query.dir === "b",
      upTo: Number.MAX_SAFE_INTEGER,
      limit: MAX_LOOKED_AT,
    });
    const oldestFirst = [...found].sort((a, b) => a.position - b.position);
    const visible = await visibleToServer(context, room, auth.origin, oldestFirst);
    const event = found.find(({ eventId }) => visible.has(eventId));
    const ts = event && sentAt(event.json);
    if (event === undefined || ts === undefined) throw notFound("There is no event on that side of the time");
    return { status: 200, body: { event_id: eventIdOf(event.eventId), origin_server_ts: ts } };
  };
