/** Wakes those who wait for news: by room and by user. */
import type { Position } from "./store/store.js";

/** News that a request waits for. */
export interface Awaited {
  readonly since: Position;
  readonly userId: string;
  readonly rooms: ReadonlySet<string>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

interface Waiter {
  readonly rooms: ReadonlySet<string>;
  readonly userId: string;
  readonly wake: () => void;
}

/** Signal that `/sync` waits on. */
export class Notifier {
  readonly #byRoom = new Map<string, Set<Waiter>>();
  readonly #byUser = new Map<string, Set<Waiter>>();
  #position: Position;

  constructor(position: Position) {
    this.#position = position;
  }

  /** Up to where everything is committed. */
  get position(): Position {
    return this.#position;
  }

  /** Requests that wait now. */
  get waiting(): number {
    let count = 0;
    for (const waiters of this.#byUser.values()) count += waiters.size;
    return count;
  }

  /** Something was committed. Without rooms and users, everybody is woken. */
  notify(position: Position, rooms?: readonly string[], users?: readonly string[]): void {
    this.#position = Math.max(this.#position, position);
    const woken = new Set<Waiter>();
    if (rooms === undefined)
      for (const waiters of this.#byUser.values()) for (const each of waiters) woken.add(each);
    for (const room of rooms ?? []) for (const each of this.#byRoom.get(room) ?? []) woken.add(each);
    for (const user of users ?? []) for (const each of this.#byUser.get(user) ?? []) woken.add(each);
    for (const { wake } of woken) wake();
  }

  /** Resolves on news of a user or of rooms since a position, after a time, or when the waiting is cancelled. */
  wait({ since, userId, rooms, timeoutMs, signal }: Awaited): Promise<void> {
    if (this.#position > since || timeoutMs <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#remove(waiter);
        resolve();
      };
      const waiter: Waiter = { rooms, userId, wake: done };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener("abort", done);
      for (const room of rooms) add(this.#byRoom, room, waiter);
      add(this.#byUser, userId, waiter);
    });
  }

  #remove(waiter: Waiter): void {
    for (const room of waiter.rooms) remove(this.#byRoom, room, waiter);
    remove(this.#byUser, waiter.userId, waiter);
  }
}

function add(map: Map<string, Set<Waiter>>, key: string, waiter: Waiter): void {
  const waiters = map.get(key);
  if (waiters === undefined) map.set(key, new Set([waiter]));
  else waiters.add(waiter);
}

function remove(map: Map<string, Set<Waiter>>, key: string, waiter: Waiter): void {
  const waiters = map.get(key);
  waiters?.delete(waiter);
  if (waiters?.size === 0) map.delete(key);
}
