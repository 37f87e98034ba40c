/** Servers of a room that are asked where the one that sent an event has no answer. */
import { spend } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import type { Room } from "../room/room.js";

const MAX_OTHERS = 2;
/** Of the sender's budget, in events: else it could have others asked about events that do not exist, as often as it likes (O1). */
const COST = 200;

/** A few of them, each charged to the sender when its turn comes. */
export function* otherServers(
  { serverName }: Pick<ServerContext, "serverName">,
  room: Room,
  origin: string,
): Generator<string> {
  const others = room.servers.filter((server) => server !== origin && server !== serverName);
  for (const server of others.slice(0, MAX_OTHERS)) {
    spend({ events: COST });
    yield server;
  }
}
