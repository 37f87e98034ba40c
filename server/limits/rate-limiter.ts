/** Rate limits: a bucket a key, forgotten when there are too many. */
import { createHash } from "node:crypto";
import { BoundedMap } from "../bounds/bounded-map.js";

/** How often something may happen: a bucket that fills again at a steady rate. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 50_000;
/** Longer than any ID. What strangers name may be of any length, and is remembered. */
const MAX_KEY = 300;

/** Counts what each key does. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  readonly #buckets: BoundedMap<string, Bucket> = new BoundedMap(MAX_BUCKETS);

  constructor(limit: RateLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Takes some, and gives 0; or takes nothing, and gives the milliseconds to wait. Of more than the burst, the rest is owed. */
  tryTake(key: string, count = 1): number {
    const waitMs = this.waitMs(key, count);
    if (waitMs === 0) this.charge(key, count);
    return waitMs;
  }

  /** How many milliseconds there are to wait until so many can be taken; 0 for none. */
  waitMs(key: string, count = 1): number {
    const missing = Math.min(count, this.#limit.burst) - this.#bucket(key).tokens;
    return missing <= 0 ? 0 : Math.ceil((missing / this.#limit.perSecond) * 1000);
  }

  /** Takes some in any case; what is not there is owed. */
  charge(key: string, count = 1): void {
    const bucket = this.#bucket(key);
    this.#buckets.set(shortened(key), { ...bucket, tokens: bucket.tokens - count });
  }

  /** Gives back what was taken for something that does not count after all. */
  refund(key: string, count = 1): void {
    this.charge(key, -count);
  }

  /** Forgets what a key has done. */
  clear(key: string): void {
    this.#buckets.delete(shortened(key));
  }

  #bucket(key: string): Bucket {
    const { burst, perSecond } = this.#limit;
    const at = this.#now();
    const held = this.#buckets.get(shortened(key));
    if (held === undefined) return { tokens: burst, at };
    return { tokens: Math.min(burst, held.tokens + ((at - held.at) / 1000) * perSecond), at };
  }
}

/** A key that is short enough to be remembered. */
export function shortened(key: string): string {
  return key.length <= MAX_KEY ? key : createHash("sha256").update(key).digest("base64");
}
