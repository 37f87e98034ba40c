/** Rooms, events and states that the writer keeps in memory, and when they are trusted no more. */
import type { Log } from "../log.js";
import type { Change, Position, RoomWrite, Store } from "../store/store.js";
import type { DraftBatch } from "./draft-batch.js";
import { EventCache } from "./event-cache.js";
import { KnownRooms } from "./known-rooms.js";
import { States } from "./states.js";

/** The three caches, kept in step with what this process and others commit. */
export class RoomCaches {
  readonly rooms: KnownRooms;
  readonly events: EventCache;
  readonly states: States;

  constructor(store: Store, log: Log | undefined) {
    this.rooms = new KnownRooms(store);
    this.events = new EventCache(store);
    this.states = new States(store, this.events, log);
  }

  /** Bytes of heap that they take, about, by name. */
  get bytes(): { readonly events: number; readonly states: number; readonly rooms: number } {
    return { events: this.events.bytes, states: this.states.bytes, rooms: this.rooms.bytes };
  }

  /** Follows a change, of any process; after undefined anything may have changed. */
  follow(change: Change | undefined): void {
    if (change === undefined) {
      this.rooms.clear();
      this.events.clear();
      return;
    }
    for (const roomId of change.rooms) this.rooms.dropBefore(roomId, change.position);
    for (const eventId of change.redacted) this.events.drop(eventId);
  }

  /** Takes over the rooms and events of a commit of this process. */
  take(drafts: DraftBatch, written: readonly RoomWrite[], position: Position): void {
    for (const { roomId, redactions, resets } of written) {
      const draft = drafts.get(roomId);
      if (draft === undefined) continue;
      draft.room.head = position;
      if (resets === true) draft.room.resetAt = position;
      for (const event of draft.added) this.events.put(event);
      // The cached copies predate the redaction.
      for (const { eventId } of redactions) this.events.drop(eventId);
      this.rooms.remember(draft.room);
    }
  }
}
