/** A bound on what is held at once, handed out in shares (O8). */

/** Those that have a share for longer do not keep others waiting. */
const PATIENCE_MS = 30_000;

interface Share {
  readonly amount: number;
  readonly since: number;
  readonly end: () => void;
  readonly onOvertime: () => void;
}

interface Wish {
  readonly amount: number;
  readonly onOvertime: () => void;
  readonly begin: (end: () => void) => void;
}

/** Gives shares in the order in which they are asked for. */
export class Shares {
  readonly #most: number;
  readonly #taken = new Set<Share>();
  readonly #waiting: Wish[] = [];
  #amount = 0;
  #check: NodeJS.Timeout | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves to the end of the share, once there is room for it; a share of more than everything is given alone. One that lasts too
   * long while others wait for it counts no more, which `onOvertime` is told.
   */
  take(amount: number, onOvertime: () => void = () => {}): Promise<() => void> {
    return new Promise((begin) => {
      this.#waiting.push({ amount, onOvertime, begin });
      this.#next();
    });
  }

  #next(): void {
    let next = this.#waiting[0];
    while (next !== undefined && this.#hasRoomFor(next)) {
      this.#waiting.shift();
      next.begin(this.#begin(next));
      next = this.#waiting[0];
    }
    if (next !== undefined) this.#checkLater();
  }

  #hasRoomFor({ amount }: Wish): boolean {
    return this.#taken.size === 0 || this.#amount + amount <= this.#most;
  }

  #begin({ amount, onOvertime }: Wish): () => void {
    const end = (): void => {
      if (!this.#taken.delete(share)) return;
      this.#amount -= amount;
      this.#next();
    };
    const share: Share = { amount, since: performance.now(), end, onOvertime };
    this.#taken.add(share);
    this.#amount += amount;
    return end;
  }

  /** Looks at the oldest share when its time is over. */
  #checkLater(): void {
    const [oldest] = this.#taken;
    if (oldest === undefined) return;
    const leftMs = oldest.since + PATIENCE_MS - performance.now();
    this.#check ??= setTimeout(
      () => {
        this.#check = undefined;
        if (this.#waiting.length === 0) return;
        if (this.#taken.has(oldest)) oldest.onOvertime();
        oldest.end();
        this.#next();
      },
      Math.max(leftMs, 0),
    ).unref();
  }
}
