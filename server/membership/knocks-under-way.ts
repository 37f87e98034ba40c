/** Knocks on rooms of other servers that are not answered yet: what comes of them may be faster than the answer. */
import { endOf } from "../bounds/end-of.js";

/** The longest that others wait for an answer to a knock. */
const PATIENCE_MS = 10_000;

/** Of this process. */
export class KnocksUnderWay {
  readonly #all = new Map<string, Set<Promise<unknown>>>();

  /** Does the work of a knock. */
  async run<T>(roomId: string, userId: string, work: () => Promise<T>): Promise<T> {
    const key = `${roomId} ${userId}`;
    const started = work();
    const ofUser = this.#all.get(key) ?? new Set();
    this.#all.set(key, ofUser.add(started));
    try {
      return await started;
    } finally {
      ofUser.delete(started);
      if (ofUser.size === 0) this.#all.delete(key);
    }
  }

  /** Resolves when no knock of a user is under way, or after a while. */
  async settled(roomId: string, userId: string): Promise<void> {
    const ofUser = this.#all.get(`${roomId} ${userId}`);
    if (ofUser !== undefined)
      await Promise.race([Promise.allSettled([...ofUser]), endOf(AbortSignal.timeout(PATIENCE_MS))]);
  }
}
