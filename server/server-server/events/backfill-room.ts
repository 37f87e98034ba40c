import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { mapInTurns } from "../../bounds/turns.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { roomWithHistory } from "./history-access.js";
import { shownTo, transactionOf } from "./shown-pdus.js";
import { MAX_EVENTS, walkBack } from "./walk-back.js";

type Handler = ServerServerHandlers<Auth>["backfillRoom"];

/**
 * `GET /_matrix/federation/v1/backfill/{roomId}`: Fetch history of a room
 *
 * Takes `path`, `query` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/backfillRoom 041595c0-67892014
 */
export const backfillRoom =
  (context: Pick<Context, "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const room = await roomWithHistory(context, path.roomId, auth.origin, query.v);
    const limit = Math.min(MAX_EVENTS, Math.max(0, query.limit));
    const found = await walkBack(context, room, { from: query.v, including: true, limit });
    const show = await shownTo(context, room, auth.origin, [...found].reverse());
    return { status: 200, body: transactionOf(context, await mapInTurns(found, show)) };
  };
