import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { readRelations } from "./relations.js";

type Handler = ClientServerHandlers<Auth>["getRelatingEvents"];

/**
 * `GET /_matrix/client/v1/rooms/{roomId}/relations/{eventId}`: List events that relate to an event
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getRelatingEvents 904fe9f3-47ddaa30
 */
export const getRelatingEvents = (
  context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">,
): Handler => readRelations(context);
