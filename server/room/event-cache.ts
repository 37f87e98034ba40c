/** Events in memory: those used last, within a bound. */
import { loadPdu, type RoomVersion } from "@knockgen/auth";
import { shareOfHeap } from "../bounds/heap-size.js";
import { SizedCache } from "../bounds/sized-cache.js";
import { Turns } from "../bounds/turns.js";
import { inBatches } from "../store/batches.js";
import type { Store } from "../store/store.js";
import { HeldEvent, type LoadedEvent } from "./held-event.js";

/** The room that events have to be of, and the version by which they are read. */
export interface RoomKey {
  readonly roomId: string;
  readonly version: RoomVersion;
}

/** Rows that are read for the rules at a time: as text, they take no more than an answer. */
const READ_AT_ONCE = 500;

/** Loads events and remembers them. */
export class EventCache {
  readonly #store: Pick<Store, "events">;
  readonly #loaded = new SizedCache<string, HeldEvent>({
    maxBytes: shareOfHeap(1 / 8, 256),
    sizeOf: ({ bytes }) => bytes,
  });

  constructor(store: Pick<Store, "events">) {
    this.#store = store;
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#loaded.bytes;
  }

  get(eventId: string): LoadedEvent | undefined {
    return this.#loaded.get(eventId)?.event;
  }

  put(event: LoadedEvent): void {
    this.#hold(event);
  }

  drop(eventId: string): void {
    this.#loaded.delete(eventId);
  }

  clear(): void {
    this.#loaded.clear();
  }

  async one(eventId: string | undefined, room: RoomKey): Promise<LoadedEvent | undefined> {
    return eventId === undefined ? undefined : (await this.many([eventId], room)).get(eventId);
  }

  /** As `many`, of events that take much no more than the rules look at: there may be any number of them (O8). */
  async forRules(eventIds: Iterable<string>, room: RoomKey): Promise<Map<string, LoadedEvent>> {
    const found = new Map<string, LoadedEvent>();
    const held = await this.#held(eventIds, room);
    const turns = new Turns();
    for (const [id, event] of held.found) {
      if (turns.areDue) await turns.next();
      found.set(id, event.forRules(room.version));
    }
    for (const some of inBatches(held.missing, READ_AT_ONCE))
      for await (const event of this.#load(some, room))
        found.set(event.event.stored.eventId, event.forRules(room.version));
    return found;
  }

  /** The IDs of events that the room is not known to have, in batches, so that a caller can stop early. */
  async *unknown(eventIds: readonly string[], room: RoomKey): AsyncGenerator<readonly string[]> {
    for (const some of inBatches(eventIds, READ_AT_ONCE)) {
      const { found, missing } = await this.#held(some, room);
      const known = new Set(found.keys());
      for await (const { event } of this.#load(missing, room)) known.add(event.stored.eventId);
      yield some.filter((id) => !known.has(id));
    }
  }

  /** Those that the room is known to have, by their IDs. Servers may name events of other rooms, which count for nothing here. */
  async many(eventIds: Iterable<string>, room: RoomKey): Promise<Map<string, LoadedEvent>> {
    const held = await this.#held(eventIds, room);
    const found = new Map([...held.found].map(([id, { event }]) => [id, event] as const));
    for await (const { event } of this.#load(held.missing, room)) found.set(event.stored.eventId, event);
    return found;
  }

  #hold(event: LoadedEvent): HeldEvent {
    const held = new HeldEvent(event);
    // Another process may have given an outlier a place; such an event is read again each time.
    if (event.stored.status !== "outlier") this.#loaded.set(event.stored.eventId, held);
    return held;
  }

  async #held(
    eventIds: Iterable<string>,
    { roomId }: RoomKey,
  ): Promise<{ readonly found: ReadonlyMap<string, HeldEvent>; readonly missing: readonly string[] }> {
    const found = new Map<string, HeldEvent>();
    const missing: string[] = [];
    const turns = new Turns();
    for (const id of new Set(eventIds)) {
      await turns.next();
      const held = this.#loaded.get(id);
      if (held === undefined) missing.push(id);
      else if (held.event.stored.roomId === roomId) found.set(id, held);
    }
    return { found, missing };
  }

  /** One after the other: each is parsed when its turn comes. */
  async *#load(eventIds: readonly string[], { roomId, version }: RoomKey): AsyncGenerator<HeldEvent> {
    const turns = new Turns();
    for (const stored of await this.#store.events(eventIds)) {
      await turns.next();
      if (stored.roomId !== roomId) continue;
      yield this.#hold({ stored, pdu: loadPdu(stored.json, version, stored.eventId) });
    }
  }
}
