/** Room in one answer for events that are large (O8). */
import type { StoredEvent } from "../store/store.js";

/** More than any one timeline takes unless all of its events are as large as events may be. */
const MAX_BYTES = 4 * 2 ** 20;

/** Large events of an answer that is made and sent beside the large ones. */
const MAX_SMALL_BYTES = 256 * 1024;

/** Shared by all timelines of an answer: when it is used up, each has its newest event only, and clients ask for the others. */
export class AnswerSpace {
  #left: number;
  #taken = 0;
  #hasLater = false;

  constructor(bytes: number = MAX_BYTES) {
    this.#left = bytes;
  }

  /** Whether the answer needs a place among the large ones. */
  get isLarge(): boolean {
    return this.#hasLater || this.#taken > MAX_SMALL_BYTES;
  }

  /** The newest of some events, oldest first, for which there is room; at least one. */
  newestOf(events: readonly StoredEvent[]): readonly StoredEvent[] {
    let at = events.length;
    while (at > 0) {
      const { largeBytes = 0 } = events[at - 1] ?? {};
      if (largeBytes > this.#left && at < events.length) break;
      this.#take(largeBytes);
      at--;
    }
    return events.slice(at);
  }

  /** Whether there is room for some events, which then is taken. */
  takes(events: readonly StoredEvent[]): boolean {
    const bytes = events.reduce((sum, { largeBytes = 0 }) => sum + largeBytes, 0);
    if (bytes > this.#left) return false;
    this.#take(bytes);
    return true;
  }

  /** Takes note of events that are read while they are sent. */
  addLater(): void {
    this.#hasLater = true;
  }

  #take(bytes: number): void {
    this.#left = Math.max(0, this.#left - bytes);
    this.#taken += bytes;
  }
}
