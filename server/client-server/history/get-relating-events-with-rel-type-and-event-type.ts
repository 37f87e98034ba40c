import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { readRelations } from "./relations.js";

type Handler = ClientServerHandlers<Auth>["getRelatingEventsWithRelTypeAndEventType"];

/**
 * `GET /_matrix/client/v1/rooms/{roomId}/relations/{eventId}/{relType}/{eventType}`: List events of one relation type and event type
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getRelatingEventsWithRelTypeAndEventType 7b3eab1c-b13bc5bc
 */
export const getRelatingEventsWithRelTypeAndEventType = (
  context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">,
): Handler => readRelations(context);
