/** All limits of a server. */
import { limitExceeded } from "../errors.js";
import type { LimitStore } from "../store/limits.js";
import { LeasedLimiter } from "./leased-limiter.js";
import { RateLimiter } from "./rate-limiter.js";
import { SharedLimiter } from "./shared-limiter.js";
import { LIMIT_NAMES, LIMITS, type LimitName, type LimitsConfig, limitOf } from "./table.js";

/** Counts by the table of limits. */
export class Limits {
  readonly #limiters = new Map<LimitName, RateLimiter>();
  readonly #shared = new Map<LimitName, LeasedLimiter | SharedLimiter>();

  /** `store` is given where other processes are at work on it. */
  constructor(config: LimitsConfig, now: () => number, store?: LimitStore) {
    for (const name of LIMIT_NAMES) {
      const limit = limitOf(config, name);
      if (limit === undefined) continue;
      const { together } = LIMITS[name];
      if (store === undefined || together === undefined) {
        this.#limiters.set(name, new RateLimiter(limit, now));
        continue;
      }
      const shared = new SharedLimiter(name, limit, { store, now });
      this.#shared.set(name, together === "one by one" ? shared : new LeasedLimiter(shared, limit, now));
    }
  }

  /** Undefined for what is not limited, and for what is not counted in this process. */
  of(name: LimitName): RateLimiter | undefined {
    return this.#limiters.get(name);
  }

  /** Takes some, or throws 429 with the time to wait. */
  async take(name: LimitName, key: string, count = 1): Promise<void> {
    if (count === 0) return;
    const limiter = this.#shared.get(name) ?? this.of(name);
    const waitMs = (await limiter?.tryTake(key, count)) ?? 0;
    if (waitMs > 0) throw limitExceeded(waitMs);
  }

  /** For what turned out not to count. */
  async refund(name: LimitName, key: string): Promise<void> {
    await (this.#shared.get(name) ?? this.of(name))?.refund(key);
  }
}
