/** The events that others rest on, as they are stored. */
import { loadPdu, type Pdu, type RoomVersion } from "@knockgen/auth";
import { eventParts } from "../answers/event-parts.js";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import type { StoredEvent } from "../store/store.js";
import type { RoomKey } from "./event-cache.js";

/** The events that some events name as those that authorise them, and everything that authorises these, all the way down. */
export async function* authChain(
  { store }: Pick<ServerContext, "store">,
  named: Iterable<string>,
  { roomId, version }: RoomKey,
): AsyncGenerator<readonly StoredEvent[]> {
  const known = new Set(named);
  const turns = new Turns();
  let layer = [...known];
  while (layer.length > 0) {
    const below = new Set<string>();
    // Not by way of the cache, which gives all that it reads as the engine does, and so parsed (O8).
    for await (const events of eventParts(store, layer)) {
      const here = events.filter((event) => event.roomId === roomId);
      for (const event of here) {
        await turns.next();
        for (const id of pduOf(event, version).authEventIds) below.add(id);
      }
      yield here;
    }
    layer = [...below].filter((id) => !known.has(id));
    for (const id of layer) known.add(id);
  }
}

/** An event by the room version's reader. */
export function pduOf(event: StoredEvent, version: RoomVersion): Pdu {
  return loadPdu(event.json, version, event.eventId);
}
