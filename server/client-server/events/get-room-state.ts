import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { mapInTurns } from "../../bounds/turns.js";
import { earlierState } from "../../sync/timeline/earlier-state.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { showTo } from "./shown-event.js";
import { viewOf } from "./view.js";

type Handler = ClientServerHandlers<Auth>["getRoomState"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/state`: Read all state
 *
 * Takes `path` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler client-server/getRoomState 7f05fdff-ee97b28c
 */
export const getRoomState =
  (context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, auth }) => {
    const view = await viewOf(context, path.roomId, auth);
    const ids = [...view.state.values()].flatMap((ofType) => [...ofType.values()]);
    const events = await context.store.events(ids);
    const earlier = await earlierState(context, view.room, view.membership, events);
    return { status: 200, body: await mapInTurns(events, showTo(context, view, auth, { earlier })) };
  };
