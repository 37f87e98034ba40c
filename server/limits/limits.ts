/** All limits of a server. */
import { limitExceeded } from "../errors.js";
import { RateLimiter } from "./rate-limiter.js";
import { LIMIT_NAMES, type LimitName, type LimitsConfig, limitOf } from "./table.js";

/** Counts by the table of limits. */
export class Limits {
  readonly #limiters = new Map<LimitName, RateLimiter>();

  constructor(config: LimitsConfig, now: () => number) {
    for (const name of LIMIT_NAMES) {
      const limit = limitOf(config, name);
      if (limit !== undefined) this.#limiters.set(name, new RateLimiter(limit, now));
    }
  }

  /** Undefined for what is not limited. */
  of(name: LimitName): RateLimiter | undefined {
    return this.#limiters.get(name);
  }

  /** Takes some, or throws 429 with the time to wait. */
  take(name: LimitName, key: string, count = 1): void {
    const waitMs = this.of(name)?.tryTake(key, count) ?? 0;
    if (waitMs > 0) throw limitExceeded(waitMs);
  }

  /** For what turned out not to count. */
  refund(name: LimitName, key: string): void {
    this.of(name)?.refund(key);
  }
}
