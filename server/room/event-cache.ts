/** Events in memory: those used last, within a bound. */
import { loadPdu, type Pdu, type RoomVersion } from "@knockgen/auth";
import { heapBytes, shareOfHeap } from "../bounds/heap-size.js";
import { SizedCache } from "../bounds/sized-cache.js";
import { Turns } from "../bounds/turns.js";
import { inBatches } from "../store/batches.js";
import type { Store, StoredEvent } from "../store/store.js";
import { forRules } from "./event-for-rules.js";

/** An event as it is kept, and as the engine reads it. */
export interface LoadedEvent {
  readonly stored: StoredEvent;
  readonly pdu: Pdu;
}

/** The room that events have to be of, and the version by which they are read. */
export interface RoomKey {
  readonly roomId: string;
  readonly version: RoomVersion;
}

/** The row apart from its JSON, and the fields of the event. */
const ROW_BYTES = 1_000;
/** Rows that are read for the rules at a time: as text, they take no more than an answer. */
const READ_AT_ONCE = 500;

/** Loads events and remembers them. */
export class EventCache {
  readonly #store: Pick<Store, "events">;
  readonly #loaded = new SizedCache<string, LoadedEvent>({
    maxBytes: shareOfHeap(1 / 8, 256),
    sizeOf: ({ stored }) => heapBytes(stored.json) + ROW_BYTES,
  });

  constructor(store: Pick<Store, "events">) {
    this.#store = store;
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#loaded.bytes;
  }

  get(eventId: string): LoadedEvent | undefined {
    return this.#loaded.get(eventId);
  }

  put(event: LoadedEvent): void {
    // Another process may have given an outlier a place; such an event is read again each time.
    if (event.stored.status === "outlier") return;
    this.#loaded.set(event.stored.eventId, event);
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
    const { found, missing } = await this.#held(eventIds, room);
    const turns = new Turns();
    for (const [id, event] of found) {
      if (turns.areDue) await turns.next();
      found.set(id, lessOf(event, room));
    }
    for (const some of inBatches(missing, READ_AT_ONCE))
      for await (const event of this.#load(some, room)) found.set(event.stored.eventId, lessOf(event, room));
    return found;
  }

  /** The IDs of events that the room is not known to have: of some of those that are given, then of some more. */
  async *unknown(eventIds: readonly string[], room: RoomKey): AsyncGenerator<readonly string[]> {
    for (const some of inBatches(eventIds, READ_AT_ONCE)) {
      const held = await this.forRules(some, room);
      yield some.filter((id) => !held.has(id));
    }
  }

  /** Those that the room is known to have, by their IDs. Servers may name events of other rooms, which count for nothing here. */
  async many(eventIds: Iterable<string>, room: RoomKey): Promise<Map<string, LoadedEvent>> {
    const { found, missing } = await this.#held(eventIds, room);
    for await (const event of this.#load(missing, room)) found.set(event.stored.eventId, event);
    return found;
  }

  async #held(
    eventIds: Iterable<string>,
    { roomId }: RoomKey,
  ): Promise<{ readonly found: Map<string, LoadedEvent>; readonly missing: readonly string[] }> {
    const found = new Map<string, LoadedEvent>();
    const missing: string[] = [];
    const turns = new Turns();
    for (const id of new Set(eventIds)) {
      await turns.next();
      const loaded = this.get(id);
      if (loaded === undefined) missing.push(id);
      else if (loaded.stored.roomId === roomId) found.set(id, loaded);
    }
    return { found, missing };
  }

  /** One after the other: each is parsed when its turn comes. */
  async *#load(eventIds: readonly string[], { roomId, version }: RoomKey): AsyncGenerator<LoadedEvent> {
    const turns = new Turns();
    for (const stored of await this.#store.events(eventIds)) {
      await turns.next();
      if (stored.roomId !== roomId) continue;
      const event = { stored, pdu: loadPdu(stored.json, version, stored.eventId) };
      this.put(event);
      yield event;
    }
  }
}

/** More than nearly all events take; of empty objects, the text of a small one may take 98 KB. */
const MUCH_BYTES = 8_192;

/** An event that takes much as the rules see it; any other as it is. */
function lessOf(event: LoadedEvent, { version }: RoomKey): LoadedEvent {
  if (heapBytes(event.pdu.json) <= MUCH_BYTES) return event;
  const pdu = forRules(event.pdu, version);
  return { stored: { ...event.stored, json: pdu.json }, pdu };
}
