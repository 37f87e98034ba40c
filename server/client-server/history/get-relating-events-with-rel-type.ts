import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { readRelations } from "./relations.js";

type Handler = ClientServerHandlers<Auth>["getRelatingEventsWithRelType"];

/**
 * `GET /_matrix/client/v1/rooms/{roomId}/relations/{eventId}/{relType}`: List events of one relation type
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getRelatingEventsWithRelType f6ac3505-23babcca
 */
export const getRelatingEventsWithRelType = (
  context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">,
): Handler => readRelations(context);
