/** A clock that stands still until it is moved, with the timers that hang on it. */
import type { Scheduler } from "../../../server/federation/outbox/scheduler.js";

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time as a test makes it pass. */
export class FakeTime {
  now: number;
  readonly #timers = new Set<Timer>();

  constructor(now = 1_000_000) {
    this.now = now;
  }

  readonly clock = (): number => this.now;

  readonly scheduler: Scheduler = (delayMs, run) => {
    const timer = { at: this.now + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** When the next timer is due. */
  get next(): number | undefined {
    const times = [...this.#timers].map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Moves on, and runs what is due by then. */
  advance(ms: number): void {
    this.now += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.now) continue;
      this.#timers.delete(timer);
      timer.run();
    }
  }
}
