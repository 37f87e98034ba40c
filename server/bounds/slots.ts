/** A limit on what goes on at once, per destination. */
import { FewAtOnce } from "./few-at-once.js";

/** How much may go on, and how much may wait for it. */
export interface SlotsOptions {
  readonly perKey: number;
  readonly waitingPerKey: number;
}

/** Hands out slots in the order in which they are asked for. */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #lanes = new Map<string, { readonly few: FewAtOnce; callers: number }>();

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  /** Runs work in a slot, which it may give back early; undefined, and no work, when too many wait already. */
  async run<T>(key: string, work: (release: () => void) => Promise<T>): Promise<T | undefined> {
    const { perKey, waitingPerKey } = this.#options;
    const lane = this.#lanes.get(key) ?? { few: new FewAtOnce(perKey), callers: 0 };
    if (lane.few.isFull && lane.few.waiting >= waitingPerKey) return undefined;
    this.#lanes.set(key, lane);
    lane.callers++;
    try {
      return await lane.few.run(work);
    } finally {
      if (--lane.callers === 0) this.#lanes.delete(key);
    }
  }
}
