/** The events that others rest on, as they are stored. */
import { loadPdu, type Pdu, type RoomVersion } from "@knockgen/auth";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import type { StoredEvent } from "../store/store.js";
import type { RoomKey } from "./event-cache.js";

/** The IDs of everything that authorises some events, all the way down. */
export async function authChain(
  { store }: Pick<ServerContext, "store">,
  from: readonly string[],
  { roomId, version }: RoomKey,
): Promise<Map<string, StoredEvent>> {
  const chain = new Map<string, StoredEvent>();
  const turns = new Turns();
  // Not by way of the cache, which gives all that it reads as the engine does, and so parsed (O8).
  let events = await store.events(from);
  while (events.length > 0) {
    const wanted = new Set<string>();
    for (const event of events) {
      await turns.next();
      for (const id of pduOf(event, version).authEventIds) if (!chain.has(id)) wanted.add(id);
    }
    events = (await store.events([...wanted])).filter((event) => event.roomId === roomId);
    for (const event of events) chain.set(event.eventId, event);
  }
  return chain;
}

/** An event by the room version's reader. */
export function pduOf(event: StoredEvent, version: RoomVersion): Pdu {
  return loadPdu(event.json, version, event.eventId);
}
