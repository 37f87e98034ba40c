/** The part that one of those that arrive takes of what all may hold (O8). */

/** Ends an arrival, and says why. */
export type GiveWay = (why: string) => void;

/** Those that hand shares out. */
export interface ShareHolder {
  /** `begin` is called when the share holds so much, or has left. */
  readonly enter: (share: Share, amount: number, begin: () => void) => void;
  /** Needs no more than so much. */
  readonly shrink: (share: Share, amount: number) => void;
  readonly leave: (share: Share) => void;
}

/** Whose a share is. */
export interface ShareOptions {
  /** The piece of work that uses what arrives. */
  readonly work: object;
  /** Those of each key have their turn in a circle, so that one that wants much does not keep the others waiting. */
  readonly key: string;
}

export class Share {
  readonly work: object;
  readonly key: string;
  /** For `Shares` alone to change. */
  amount = 0;
  readonly #holder: ShareHolder;
  /** Since when it waits, or arrives. */
  #since = 0;
  /** For how long it has waited before. */
  #waitedMs = 0;
  #isWaiting = false;
  #giveWay: GiveWay | undefined;
  #hasEnded = false;

  constructor(holder: ShareHolder, { work, key }: ShareOptions) {
    this.#holder = holder;
    this.work = work;
    this.key = key;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Resolves once it has so much; `giveWay` breaks off what waits, or arrives, for too long. */
  async grow(amount: number, giveWay: GiveWay): Promise<void> {
    if (this.#hasEnded) return;
    this.#giveWay = giveWay;
    this.#since = performance.now();
    this.#isWaiting = true;
    await new Promise<void>((resolve) => {
      this.#holder.enter(this, amount, () => {
        this.#begin();
        resolve();
      });
    });
  }

  /** At once, not when `grow` goes on: until then it would count as one that waits. */
  #begin(): void {
    const now = performance.now();
    this.#waitedMs += now - this.#since;
    this.#since = now;
    this.#isWaiting = false;
  }

  /** All has arrived, and takes no more than this. */
  settle(amount: number): void {
    this.#giveWay = undefined;
    this.#holder.shrink(this, amount);
  }

  /** Holds nothing any more, and waits for nothing. */
  end(): void {
    this.#hasEnded = true;
    this.#giveWay = undefined;
    this.#holder.leave(this);
  }

  isArrivingSince(time: number): boolean {
    return !this.#isWaiting && this.#giveWay !== undefined && this.#since <= time;
  }

  /** All in all, not since it last asked for more. */
  hasWaited(ms: number): boolean {
    return this.#isWaiting && this.#waitedMs + performance.now() - this.#since >= ms;
  }

  breakOff(why: string): void {
    const giveWay = this.#giveWay;
    this.end();
    giveWay?.(why);
  }
}
