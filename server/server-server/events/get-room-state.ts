import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { eventIn, stateBefore } from "./event-in-room.js";
import { roomWithHistory } from "./history-access.js";
import { shownWith } from "./shown-pdus.js";
import { stateParts } from "./state-parts.js";

type Handler = ServerServerHandlers<Auth>["getRoomState"];

/**
 * `GET /_matrix/federation/v1/state/{roomId}`: Fetch the state before an event
 *
 * Takes `path`, `query` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/getRoomState 0ef13555-a5d79016
 */
export const getRoomState =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const room = await roomWithHistory(context, path.roomId, auth.origin, [query.event_id]);
    const event = await eventIn(context, room, query.event_id);
    const ids = await stateBefore(context, event);
    const show = await shownWith(context, room, auth.origin, event);
    const { state, chain } = stateParts(context, { room, ids, show });
    return { status: 200, body: { pdus: state, auth_chain: chain } };
  };
