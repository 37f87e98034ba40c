/** How much a mock keeps: one count for everything that clients have put, by the place that each thing has. */
import { type MockAnswer, mockError } from "./answer.js";

/** All that is kept; a mock is for tests. */
const MAX_BYTES = 64 * 1024 * 1024;

export class Budget {
  readonly #most: number;
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  constructor(most: number = MAX_BYTES) {
    this.#most = most;
  }

  /** Counts bytes for a place, and forgets what it had before. Where the budget does not suffice, the answer that refuses them. */
  refusal(place: string, bytes: number): MockAnswer | undefined {
    const after = this.#bytes - (this.#sizes.get(place) ?? 0) + bytes;
    if (after > this.#most)
      return mockError("stored", 413, "M_TOO_LARGE", `The mock keeps ${this.#most} bytes in all`);
    this.#bytes = after;
    this.#sizes.set(place, bytes);
    return undefined;
  }

  free(place: string): void {
    this.#bytes -= this.#sizes.get(place) ?? 0;
    this.#sizes.delete(place);
  }
}
