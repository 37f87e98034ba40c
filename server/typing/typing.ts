/** Who types where, in memory: each process hears of it with the changes of the stream, and so knows the same (C51). */
import type { Position, TypingUser } from "../store/store.js";

interface TypingRoom {
  readonly users: Map<string, TypingUser>;
  /** When the list last changed. */
  position: Position;
}

/** Typing users of a room of which more is known. */
const MAX_USERS = 200;
/** Rooms in which the last change of the list is known; the oldest are forgotten. */
const MAX_ROOMS = 10_000;

/** The typing users of all rooms. */
export class Typing {
  readonly #rooms = new Map<string, TypingRoom>();

  /** A user has begun or ceased to type, at a position. */
  apply(position: Position, entry: TypingUser): void {
    const { roomId, userId, until } = entry;
    const room = this.#rooms.get(roomId) ?? { users: new Map<string, TypingUser>(), position: 0 };
    const had = room.users.delete(userId);
    const has = until > 0 && room.users.size < MAX_USERS;
    if (has) room.users.set(userId, entry);
    else if (!had) return;
    if (had !== has) room.position = position;
    // Behind all others, so that the first of the map is the oldest.
    this.#rooms.delete(roomId);
    this.#rooms.set(roomId, room);
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size > MAX_ROOMS && oldest !== undefined) this.#rooms.delete(oldest);
  }

  /** The users who type in a room, and when that last changed. */
  in(roomId: string): { readonly users: readonly string[]; readonly position: Position } {
    const room = this.#rooms.get(roomId);
    return { users: [...(room?.users.keys() ?? [])], position: room?.position ?? 0 };
  }

  isTyping(roomId: string, userId: string): boolean {
    return this.#rooms.get(roomId)?.users.has(userId) === true;
  }

  /** All entries of which something is true. */
  which(test: (entry: TypingUser) => boolean): readonly TypingUser[] {
    return [...this.#rooms.values()].flatMap(({ users }) => [...users.values()].filter(test));
  }
}
