/** Events of one room with all that they rest on. */
import { listedBy, type RoomVersion } from "@knockgen/auth";
import type { EventCache, RoomKey } from "./event-cache.js";
import type { LoadedEvent } from "./held-event.js";

/** Loads events of one room: those that are not committed yet, and those that are. */
export interface EventSource {
  readonly room: RoomKey;
  readonly pending: ReadonlyMap<string, LoadedEvent>;
  readonly committed: EventCache;
  /** Told of events that resolution needs and that are not held: without them the state may be another (O52). */
  readonly onMissing?: ((eventId: string) => void) | undefined;
}

/** The full auth chain of some events. */
export function chainOf(
  from: readonly string[],
  events: ReadonlyMap<string, LoadedEvent>,
  version: RoomVersion,
): ReadonlySet<string> {
  const chain = new Set<string>();
  const stack = [...from];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const event = events.get(id);
    for (const auth of event === undefined ? [] : listedBy(event.pdu, version)) {
      if (chain.has(auth)) continue;
      chain.add(auth);
      stack.push(auth);
    }
  }
  return chain;
}

/** Events with all that they rest on, as far as the rules look at them: one query or a few for each step down. */
export async function withAuthChains(
  from: readonly string[],
  { room, pending, committed }: EventSource,
): Promise<Map<string, LoadedEvent>> {
  const all = new Map<string, LoadedEvent>();
  const asked = new Set(from);
  let wanted: readonly string[] = from;
  while (wanted.length > 0) {
    const found = await committed.forRules(
      wanted.filter((id) => !pending.has(id)),
      room,
    );
    const next: string[] = [];
    for (const id of wanted) {
      const event = pending.get(id) ?? found.get(id);
      if (event === undefined) continue;
      all.set(id, event);
      for (const auth of listedBy(event.pdu, room.version)) {
        if (asked.has(auth)) continue;
        asked.add(auth);
        next.push(auth);
      }
    }
    wanted = next;
  }
  return all;
}
