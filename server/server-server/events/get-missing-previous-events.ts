import { own } from "@knockgen/auth";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { mapInTurns } from "../../bounds/turns.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { roomWithHistory } from "./history-access.js";
import { shownTo } from "./shown-pdus.js";
import { MAX_EVENTS, walkBack } from "./walk-back.js";

type Handler = ServerServerHandlers<Auth>["getMissingPreviousEvents"];

/**
 * `POST /_matrix/federation/v1/get_missing_events/{roomId}`: Fill a gap in a room's history
 *
 * Takes `path`, `body` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/getMissingPreviousEvents 14e11039-98790521
 */
export const getMissingPreviousEvents =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    const room = await roomWithHistory(context, path.roomId, auth.origin, body.latest_events);
    const limit = Math.min(MAX_EVENTS, Math.max(0, body.limit ?? 10));
    const found = await walkBack(context, room, {
      from: body.latest_events,
      including: false,
      stop: body.earliest_events,
      limit,
    });
    const deep = found.filter((event) => Number(own(event.json, "depth") ?? 0) >= (body.min_depth ?? 0));
    const oldestFirst = deep.reverse();
    const show = await shownTo(context, room, auth.origin, oldestFirst);
    return { status: 200, body: { events: await mapInTurns(oldestFirst, show) } };
  };
