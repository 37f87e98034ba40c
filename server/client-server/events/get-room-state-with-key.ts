import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { isStateEvent } from "@knockgen/matrix/validators/events";
import { notFound } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { showInFull, showTo } from "./shown-event.js";
import { viewOf } from "./view.js";

type Handler = ClientServerHandlers<Auth>["getRoomStateWithKey"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}`: Read a piece of state
 *
 * Takes `path`, `query` and `auth`; answers `200`, `403` or `404`.
 *
 * @knockgen handler client-server/getRoomStateWithKey 80635094-fd728c98
 */
export const getRoomStateWithKey =
  (context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const view = await viewOf(context, path.roomId, auth);
    const id = view.state.get(path.eventType)?.get(path.stateKey);
    const [event] = id === undefined ? [] : await context.store.events([id]);
    if (event === undefined) throw notFound("The room has no such state");
    if (query.format !== "event") return { status: 200, body: showTo(context, view, auth)(event).content };
    const show = await showInFull(context, { view, auth }, [event], new Map());
    const shown = show(event);
    if (!isStateEvent(shown)) throw notFound("The room has no such state");
    return { status: 200, body: shown };
  };
