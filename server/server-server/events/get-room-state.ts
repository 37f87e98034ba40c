import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { mapInTurns } from "../../bounds/turns.js";
import { authChain } from "../../room/auth-chain.js";
import { sharedRoom } from "../../room/room-access.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { eventIn, stateBefore } from "./event-in-room.js";
import { shownWith } from "./shown-pdus.js";

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
    const room = await sharedRoom(context, path.roomId, auth.origin);
    const event = await eventIn(context, room, query.event_id);
    const ids = await stateBefore(context, event);
    const chain = await authChain(context, ids, room);
    const state = await context.store.events(ids);
    const show = await shownWith(context, room, auth.origin, event);
    return {
      status: 200,
      body: { pdus: await mapInTurns(state, show), auth_chain: await mapInTurns(chain.values(), show) },
    };
  };
