/** Rooms in memory, those used last, with their present state. */
import { shareOfHeap } from "../bounds/heap-size.js";
import { SingleFlight } from "../bounds/single-flight.js";
import { SizedCache } from "../bounds/sized-cache.js";
import { Gathered } from "../store/gathered.js";
import type { RoomWithState, Store } from "../store/store.js";
import { Room } from "./room.js";

/** A key, an ID, and their places in maps. */
const ENTRY_BYTES = 300;
const ROOM_BYTES = 5_000;

type RoomReads = Pick<Store, "room" | "currentState" | "smallRooms">;

/** The newest change of a room that was told of while the room was loaded. */
interface Told {
  position: number;
}

/** Loads rooms and remembers them. */
export class KnownRooms {
  readonly #store: RoomReads;
  readonly #rooms = new SizedCache<string, Room>({
    maxBytes: shareOfHeap(1 / 8, 256),
    sizeOf: ({ entries }) => entries * ENTRY_BYTES + ROOM_BYTES,
  });

  /** A first sync asks for hundreds of rooms at once. */
  readonly #small = new Gathered<string, RoomWithState>(async (roomIds) =>
    roomIds.length > 1 ? [...(await this.#store.smallRooms([...new Set(roomIds)]))] : [],
  );

  readonly #loads = new SingleFlight<Room | undefined>();
  /** Rooms that are being loaded. */
  readonly #told = new Map<string, Told>();

  constructor(store: RoomReads) {
    this.#store = store;
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#rooms.bytes;
  }

  /** Undefined for a room that is not known here. */
  async find(roomId: string): Promise<Room | undefined> {
    return this.#rooms.get(roomId) ?? this.#loads.run(roomId, () => this.#load(roomId));
  }

  /** As `find`, also where the news of a change are still on their way. */
  async findAsStored(roomId: string): Promise<Room | undefined> {
    // One that is not in memory is read anyway.
    const record = this.#rooms.get(roomId) && (await this.#store.room(roomId));
    if (record !== undefined) this.dropBefore(roomId, record.head);
    return this.find(roomId);
  }

  async #load(roomId: string): Promise<Room | undefined> {
    const told: Told = { position: 0 };
    this.#told.set(roomId, told);
    try {
      for (;;) {
        const found = (await this.#small.read([roomId])).get(roomId) ?? (await this.#loadOne(roomId));
        // The writer may have gone on from there.
        const present = this.#rooms.get(roomId);
        if (present !== undefined || found === undefined) return present;
        const isOld = found.record.head < told.position;
        told.position = 0;
        // Read before what was told of meanwhile.
        if (isOld) continue;
        const room = new Room(found.record);
        room.load(found.state);
        this.remember(room);
        return room;
      }
    } finally {
      this.#told.delete(roomId);
    }
  }

  async #loadOne(roomId: string): Promise<RoomWithState | undefined> {
    const record = await this.#store.room(roomId);
    return record && { record, state: await this.#store.currentState(roomId) };
  }

  remember(room: Room): void {
    this.#rooms.set(room.roomId, room);
  }

  /** Forgets what memory may hold wrongly. */
  drop(roomIds: Iterable<string>): void {
    for (const roomId of roomIds) this.dropBefore(roomId, Number.POSITIVE_INFINITY);
  }

  /** Forgets a room unless it is known as it was at a position, or later. */
  dropBefore(roomId: string, position: number): void {
    const told = this.#told.get(roomId);
    if (told !== undefined) told.position = Math.max(told.position, position);
    const room = this.#rooms.get(roomId);
    if (room !== undefined && (room.head ?? 0) < position) this.#rooms.delete(roomId);
  }

  clear(): void {
    this.drop(this.#told.keys());
    this.#rooms.clear();
  }
}
