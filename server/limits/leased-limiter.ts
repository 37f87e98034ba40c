/** A rate limit that all processes on one database count together, each by blocks that it takes from the database. */
import { BoundedMap } from "../bounds/bounded-map.js";
import { SingleFlight } from "../bounds/single-flight.js";
import { type RateLimit, shortened } from "./rate-limiter.js";
import type { SharedLimiter } from "./shared-limiter.js";

/** A process may hold this part of a burst for each key, beyond what all may take together: a statement for so many requests. */
const PART = 1 / 20;
const MAX_LEASES = 50_000;

/** Taken from the database, and not used yet. */
interface Lease {
  left: number;
  /** The database has refused more until then. */
  refusedUntil: number;
}

/** Counts what is asked for often, at a fraction of a statement each. */
export class LeasedLimiter {
  readonly #shared: SharedLimiter;
  readonly #block: number;
  readonly #now: () => number;
  readonly #leases = new BoundedMap<string, Lease>(MAX_LEASES);
  readonly #renewals = new SingleFlight<void>();

  constructor(shared: SharedLimiter, { burst }: RateLimit, now: () => number) {
    this.#shared = shared;
    this.#block = Math.max(1, Math.floor(burst * PART));
    this.#now = now;
  }

  /** As of a limit that one process counts. */
  async tryTake(key: string, count = 1): Promise<number> {
    for (;;) {
      const lease = this.#lease(key);
      if (lease.left >= count) {
        lease.left -= count;
        return 0;
      }
      // Refused requests cost the database nothing.
      const waitMs = lease.refusedUntil - this.#now();
      if (waitMs > 0) return Math.ceil(waitMs);
      // However many wait, one block is taken at a time.
      await this.#renewals.run(shortened(key), () => this.#renew(key, lease, count));
    }
  }

  async refund(key: string, count = 1): Promise<void> {
    this.#lease(key).left += count;
  }

  async #renew(key: string, lease: Lease, count: number): Promise<void> {
    for (const wanted of new Set([Math.max(this.#block, count), count])) {
      const waitMs = await this.#shared.tryTake(key, wanted);
      if (waitMs === 0) {
        lease.left += wanted;
        return;
      }
      lease.refusedUntil = this.#now() + waitMs;
    }
  }

  #lease(key: string): Lease {
    const name = shortened(key);
    const lease = this.#leases.get(name) ?? { left: 0, refusedUntil: 0 };
    this.#leases.set(name, lease);
    return lease;
  }
}
