/** Events that the answer to a join should have had: asked for one by one, of several servers (O23). */
import { setMaxListeners } from "node:events";
import type { Pdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { RoomKey } from "../room/event-cache.js";
import { fetchEvents } from "./fetch-events.js";

/** Asks for events by their IDs. */
export type Repair = (eventIds: readonly string[]) => Promise<readonly Pdu[]>;

/** Events of one join that are asked for; of an answer that lacks more, the rest stays lost. */
const MAX_EVENTS = 100;
/** Servers that are asked, the one that gave the answer first. */
const MAX_SERVERS = 3;
/** Requests at once. */
const AT_ONCE = 8;
/** A client waits for all of it. */
const PATIENCE_MS = 20_000;

/** The same server may have lost what another one has. No event is asked for by two calls. */
export function repairFrom(
  context: Pick<ServerContext, "federation" | "serverName">,
  room: RoomKey,
  servers: readonly string[],
): Repair {
  const others = [...new Set(servers)].filter((server) => server !== context.serverName);
  const asked = new Set<string>();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  // Each request listens, at several places.
  setMaxListeners(0, signal);
  return async (eventIds) => {
    let left = eventIds.filter((id) => !asked.has(id)).slice(0, MAX_EVENTS - asked.size);
    for (const id of left) asked.add(id);
    const found: Pdu[] = [];
    for (const server of others.slice(0, MAX_SERVERS)) {
      for (let at = 0; at < left.length && !signal.aborted; at += AT_ONCE) {
        const some = left.slice(at, at + AT_ONCE);
        const events = await Promise.all(
          some.map((id) => fetchEvents(context, room, [id], { server, signal })),
        );
        found.push(...events.flat());
      }
      const have = new Set(found.map(({ eventId }) => eventId));
      left = left.filter((id) => !have.has(id));
    }
    return found;
  };
}
