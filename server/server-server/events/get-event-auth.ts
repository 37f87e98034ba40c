import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { pduOf } from "../../room/auth-chain.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { eventIn } from "./event-in-room.js";
import { roomWithHistory } from "./history-access.js";
import { shownWith } from "./shown-pdus.js";
import { chainLater } from "./state-parts.js";

type Handler = ServerServerHandlers<Auth>["getEventAuth"];

/**
 * `GET /_matrix/federation/v1/event_auth/{roomId}/{eventId}`: Fetch the events that authorise an event
 *
 * Takes `path` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/getEventAuth f727629c-337572d5
 */
export const getEventAuth =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, auth }) => {
    const room = await roomWithHistory(context, path.roomId, auth.origin, [path.eventId]);
    const event = await eventIn(context, room, path.eventId);
    const show = await shownWith(context, room, auth.origin, event);
    const { authEventIds } = pduOf(event, room.version);
    return { status: 200, body: { auth_chain: chainLater(context, room, authEventIds, show) } };
  };
