/** A limit on what goes on at once, per destination. */

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

/** How much may go on, and how much may wait for it. */
export interface SlotsOptions {
  readonly perKey: number;
  readonly waitingPerKey: number;
}

/** Hands out slots in the order in which they are asked for. */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #lanes = new Map<string, Lane>();

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  /** Runs work in a slot; undefined, and no work, when too many wait already. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    const lane = this.#lanes.get(key) ?? { running: 0, waiting: [] };
    this.#lanes.set(key, lane);
    if (lane.running < this.#options.perKey) lane.running++;
    else if (lane.waiting.length >= this.#options.waitingPerKey) return undefined;
    // A leaving caller passes its slot on, so the count stays.
    else await new Promise<void>((resolve) => lane.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = lane.waiting.shift();
      if (next !== undefined) next();
      else if (--lane.running === 0) this.#lanes.delete(key);
    }
  }
}
