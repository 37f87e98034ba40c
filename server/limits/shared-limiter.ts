/** A rate limit that all processes on one database count together. */
import type { LimitStore } from "../store/limits.js";
import { type RateLimit, shortened } from "./rate-limiter.js";

/** Counts in the database, where a bucket is the time at which it is full again. */
export class SharedLimiter {
  readonly #name: string;
  readonly #limit: RateLimit;
  readonly #store: LimitStore;
  readonly #now: () => number;

  constructor(name: string, limit: RateLimit, { store, now }: { store: LimitStore; now: () => number }) {
    this.#name = name;
    this.#limit = limit;
    this.#store = store;
    this.#now = now;
  }

  /** As of a limit that one process counts. */
  tryTake(key: string, count = 1): Promise<number> {
    return this.#store.takeOfLimit(this.#bucket(key), {
      now: this.#now(),
      costMs: this.#msOf(count),
      capacityMs: this.#msOf(this.#limit.burst),
    });
  }

  refund(key: string, count = 1): Promise<void> {
    return this.#store.refundLimit(this.#bucket(key), this.#msOf(count));
  }

  #bucket(key: string): string {
    return `${this.#name} ${shortened(key)}`;
  }

  /** How long so many take to come back. */
  #msOf(count: number): number {
    return (count / this.#limit.perSecond) * 1000;
  }
}
