import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { eventParts } from "../../answers/event-parts.js";
import { authChain, pduOf } from "../../room/auth-chain.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { eventIn, stateBefore } from "./event-in-room.js";
import { roomWithHistory } from "./history-access.js";

type Handler = ServerServerHandlers<Auth>["getRoomStateIds"];

/**
 * `GET /_matrix/federation/v1/state_ids/{roomId}`: Fetch the IDs of the state before an event
 *
 * Takes `path`, `query` and `auth`; answers `200`, `403` or `404`.
 *
 * @knockgen handler server-server/getRoomStateIds 8619e241-e2fda3a1
 */
export const getRoomStateIds =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const room = await roomWithHistory(context, path.roomId, auth.origin, [query.event_id]);
    const ids = await stateBefore(context, await eventIn(context, room, query.event_id));
    const named = new Set<string>();
    for await (const events of eventParts(context.store, ids))
      for (const event of events) for (const id of pduOf(event, room.version).authEventIds) named.add(id);
    const chain: string[] = [];
    for await (const events of authChain(context, named, room))
      chain.push(...events.map(({ eventId }) => eventId));
    return { status: 200, body: { pdu_ids: ids, auth_chain_ids: chain } };
  };
