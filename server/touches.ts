/** Users and rooms that changes have named lately: a sync asks the store only for news that there may be. */
import type { Change, Position } from "./store/store.js";

/** Last positions by key. Of those that were named longest ago, only the last position is kept, for all of them together. */
class LastPositions {
  readonly #limit: number;
  readonly #last = new Map<string, Position>();
  /** Up to here, any key may have been named. */
  #floor: Position;

  constructor(limit: number, floor: Position) {
    this.#limit = limit;
    this.#floor = floor;
  }

  note(key: string, position: Position): void {
    const last = Math.max(position, this.#last.get(key) ?? 0);
    this.#last.delete(key);
    this.#last.set(key, last);
    for (const [oldest, at] of this.#last) {
      if (this.#last.size <= this.#limit) return;
      this.#last.delete(oldest);
      this.#floor = Math.max(this.#floor, at);
    }
  }

  isAfter(key: string, position: Position): boolean {
    return (this.#last.get(key) ?? this.#floor) > position;
  }

  forget(upTo: Position): void {
    this.#floor = Math.max(this.#floor, upTo);
    this.#last.clear();
  }
}

/** Of each kind. */
const MAX_KEYS = 20_000;

/** Anything that is not known to be untouched may have been touched. */
export class Touches {
  readonly #users: LastPositions;
  readonly #rooms: LastPositions;

  /** Nothing is known of changes up to the position. */
  constructor(position: Position) {
    this.#users = new LastPositions(MAX_KEYS, position);
    this.#rooms = new LastPositions(MAX_KEYS, position);
  }

  /** A change that was heard of, maybe before syncs are told of it. */
  note({ position, users, rooms, onlyEvents = false }: Change): void {
    for (const user of users) this.#users.note(user, position);
    if (!onlyEvents) for (const room of rooms) this.#rooms.note(room, position);
  }

  /** Anything may have changed up to the position. */
  forget(upTo: Position): void {
    this.#users.forget(upTo);
    this.#rooms.forget(upTo);
  }

  /** Whether something may have happened to a user after a position: memberships, account data, devices, messages to these. */
  user(userId: string, after: Position): boolean {
    return this.#users.isAfter(userId, after);
  }

  /** Whether something but events may have happened in a room: receipts, or changes of its members' devices. */
  room(roomId: string, after: Position): boolean {
    return this.#rooms.isAfter(roomId, after);
  }
}
