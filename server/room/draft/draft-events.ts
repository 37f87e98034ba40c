/** A room's events as a draft sees them: committed, or added by the draft itself. */
import type { Pdu } from "@knockgen/auth";
import type { EventCache, RoomKey } from "../event-cache.js";
import type { LoadedEvent } from "../held-event.js";

/** Reads events of one room. */
export class DraftEvents {
  readonly room: RoomKey;
  /** Those that are not committed yet. */
  readonly pending: Map<string, LoadedEvent> = new Map();
  readonly #committed: EventCache;

  constructor(committed: EventCache, room: RoomKey) {
    this.#committed = committed;
    this.room = room;
  }

  /** Undefined without an ID, or without the event. */
  async one(eventId: string | undefined): Promise<Pdu | undefined> {
    if (eventId === undefined) return undefined;
    const pending = this.pending.get(eventId);
    return pending === undefined ? (await this.#committed.one(eventId, this.room))?.pdu : pending.pdu;
  }

  /** Those that are known, in the order in which they were asked for. */
  async many(eventIds: Iterable<string>): Promise<LoadedEvent[]> {
    const ids = [...new Set(eventIds)];
    const committed = await this.#committed.many(
      ids.filter((id) => !this.pending.has(id)),
      this.room,
    );
    return ids.map((id) => this.pending.get(id) ?? committed.get(id)).filter((event) => event !== undefined);
  }

  /** As `many`, as the engine reads them. */
  async pdus(eventIds: Iterable<string>): Promise<Pdu[]> {
    return (await this.many(eventIds)).map(({ pdu }) => pdu);
  }
}
