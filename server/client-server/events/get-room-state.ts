import { idsIn } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { shownState } from "./shown-event.js";
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
    return { status: 200, body: shownState(context, { view, auth }, { ids: [...idsIn(view.state)] }) };
  };
