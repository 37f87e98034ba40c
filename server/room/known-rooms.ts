/** Rooms in memory, those used last, with their present state. */
import type { Store } from "../store/types.js";
import { Room } from "./room.js";

/** Large ones are what counts, and there are few of those. */
const MAX_ROOMS = 2_000;

/** Loads rooms and remembers them. */
export class KnownRooms {
  readonly #store: Pick<Store, "room" | "currentState">;
  readonly #rooms = new Map<string, Room>();

  constructor(store: Pick<Store, "room" | "currentState">) {
    this.#store = store;
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
    this.#rooms.delete(room.roomId);
    this.#rooms.set(room.roomId, room);
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size > MAX_ROOMS && oldest !== undefined) this.#rooms.delete(oldest);
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
