/** The history of a room below some of its events. */
import { isJsonObject, type RoomVersion } from "@knockgen/auth";
import { eventParts } from "../../answers/event-parts.js";
import type { ServerContext } from "../../context.js";
import { pduOf } from "../../room/auth-chain.js";
import type { Room } from "../../room/room.js";
import { PAGE_BYTES } from "../../store/rooms/room-records.js";
import type { StoredEvent } from "../../store/store.js";

/** Events of one answer. */
export const MAX_EVENTS = 100;

/** Where to begin, and how far to go. */
export interface Walk {
  readonly from: readonly string[];
  /** Whether events in `from` count themselves, and not only those before them. */
  readonly including: boolean;
  /** Events that are known already, with all before them. */
  readonly stop?: readonly string[];
  readonly limit: number;
}

/** Breadth first over `prev_events`, newest first; it ends early where events are large (O8). */
export async function walkBack(
  context: Pick<ServerContext, "store">,
  room: Room,
  { from, including, stop = [], limit }: Walk,
): Promise<StoredEvent[]> {
  const seen = new Set(stop);
  const page = new Page(limit);
  let layer = from.slice(0, MAX_EVENTS).filter((id) => !seen.has(id));
  let counts = including;
  while (layer.length > 0 && !page.isFull) {
    for (const id of layer) seen.add(id);
    const below = new Set<string>();
    for await (const part of eventParts(context.store, layer)) {
      const open = part.filter((event) => isOpen(event, room));
      for (const id of open.flatMap((event) => prevOf(event, room.version))) below.add(id);
      if (counts) page.add(open);
      if (page.isFull) break;
    }
    counts = true;
    layer = [...below].filter((id) => !seen.has(id));
  }
  return page.events;
}

/** Events of one answer, as many as were asked for and as fit. */
class Page {
  readonly #limit: number;
  readonly #events: StoredEvent[] = [];
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#events.length >= this.#limit || this.#bytes >= PAGE_BYTES;
  }

  get events(): StoredEvent[] {
    return this.#events.slice(0, this.#limit);
  }

  add(events: readonly StoredEvent[]): void {
    this.#events.push(...events);
    for (const { largeBytes = 0 } of events) this.#bytes += largeBytes;
  }
}

function isOpen(event: StoredEvent, room: Room): boolean {
  return event.roomId === room.roomId && event.status !== "rejected" && isJsonObject(event.json);
}

function prevOf(event: StoredEvent, version: RoomVersion): readonly string[] {
  return pduOf(event, version).prevEventIds;
}
