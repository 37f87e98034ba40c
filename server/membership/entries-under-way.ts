/** Joins and knocks in rooms of other servers that are not answered, or not kept, yet: what comes of them may be faster. */
import { endOf } from "../bounds/end-of.js";

/** Within it a server that sends what follows an entry is answered. */
const PATIENCE_MS = 20_000;

/** Of this process. */
export class EntriesUnderWay {
  readonly #all = new Map<string, Set<Promise<unknown>>>();

  /** Does the work of a join. */
  join<T>(roomId: string, work: () => Promise<T>): Promise<T> {
    return this.#run(roomId, work);
  }

  /** Does the work of a knock. */
  knock<T>(roomId: string, userId: string, work: () => Promise<T>): Promise<T> {
    return this.#run(knockOf(roomId, userId), work);
  }

  /** Waits for joins in a room, and for knocks of a user there. False where that takes too long. */
  async settled(roomId: string, userId: string): Promise<boolean> {
    const found = [roomId, knockOf(roomId, userId)].flatMap((key) => [...(this.#all.get(key) ?? [])]);
    if (found.length === 0) return true;
    const done = Promise.allSettled(found).then(() => true);
    return Promise.race([done, endOf(AbortSignal.timeout(PATIENCE_MS)).then(() => false)]);
  }

  async #run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const started = work();
    const ofKey = this.#all.get(key) ?? new Set();
    this.#all.set(key, ofKey.add(started));
    try {
      return await started;
    } finally {
      ofKey.delete(started);
      if (ofKey.size === 0) this.#all.delete(key);
    }
  }
}

/** IDs of rooms hold no space. */
function knockOf(roomId: string, userId: string): string {
  return `${roomId} ${userId}`;
}
