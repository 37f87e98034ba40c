/** Rooms in memory, those used last, with their present state. */
import { shareOfHeap } from "../heap-size.js";
import { SizedCache } from "../sized-cache.js";
import type { Store } from "../store/store.js";
import { Room } from "./room.js";

/** A key, an ID, and their places in maps. */
const ENTRY_BYTES = 300;
const ROOM_BYTES = 5_000;

/** Loads rooms and remembers them. */
export class KnownRooms {
  readonly #store: Pick<Store, "room" | "currentState">;
  readonly #rooms = new SizedCache<string, Room>({
    maxBytes: shareOfHeap(1 / 8, 256),
    sizeOf: ({ entries }) => entries * ENTRY_BYTES + ROOM_BYTES,
  });

  constructor(store: Pick<Store, "room" | "currentState">) {
    this.#store = store;
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#rooms.bytes;
  }

  /** Undefined for a room that is not known here. */
  async find(roomId: string): Promise<Room | undefined> {
    const known = this.#rooms.get(roomId);
    if (known !== undefined) return known;
    const record = await this.#store.room(roomId);
    if (record === undefined) return undefined;
    const room = new Room(record);
    room.load(await this.#store.currentState(roomId));
    // Another caller may have been faster, and the writer may have gone on from there.
    const present = this.#rooms.get(roomId);
    if (present !== undefined) return present;
    this.remember(room);
    return room;
  }

  remember(room: Room): void {
    this.#rooms.set(room.roomId, room);
  }

  /** Forgets what memory may hold wrongly. */
  drop(roomIds: Iterable<string>): void {
    for (const roomId of roomIds) this.#rooms.delete(roomId);
  }

  /** Forgets a room unless it is known as it was at a position, or later. */
  dropBefore(roomId: string, position: number): void {
    const room = this.#rooms.get(roomId);
    if (room !== undefined && (room.head ?? 0) < position) this.#rooms.delete(roomId);
  }

  clear(): void {
    this.#rooms.clear();
  }
}
