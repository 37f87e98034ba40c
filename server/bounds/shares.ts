/** A bound on what pieces of work hold at once, handed out in shares (O8). */
import { Share, type ShareHolder, type ShareOptions } from "./share.js";

/** While others wait, an answer has this time to use the part it was given, or to be there as a whole. */
const PATIENCE_MS = 30_000;
/** Who waits for so long is broken off: it may be that all that is held waits for this one, in a way that is not seen here. */
const MAX_WAIT_MS = 300_000;
const CHECK_MS = 1_000;
/** Each that waits has a connection, and what it holds so far. */
const MAX_WAITING = 256;
const MAX_WAITING_OF_KEY = 64;

interface Wish {
  readonly share: Share;
  readonly amount: number;
  readonly begin: () => void;
}

/**
 * Who waits has their turn when there is room. The piece of work that has held something for the longest does not wait: so all
 * together hold little more than what may be held, and of those that wait for each other one goes on.
 */
export class Shares implements ShareHolder {
  readonly #most: number;
  /** In the order in which they got their first part. */
  readonly #held = new Set<Share>();
  #waiting: Wish[] = [];
  #amount = 0;
  #check: NodeJS.Timeout | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Makes one that has nothing yet. */
  share(options: ShareOptions): Share {
    return new Share(this, options);
  }

  /** Called by shares alone, as are the next two. */
  enter(share: Share, amount: number, begin: () => void): void {
    this.#waiting.push({ share, amount, begin });
    this.#next();
    if (share.isWaiting && this.#isCrowded(share.key)) share.breakOff("too many answers wait for room");
  }

  shrink(share: Share, amount: number): void {
    this.#change(share, Math.min(amount, share.amount));
    this.#next();
  }

  leave(share: Share): void {
    const left = this.#waiting.filter((wish) => wish.share === share);
    this.#waiting = this.#waiting.filter((wish) => wish.share !== share);
    this.shrink(share, 0);
    for (const { begin } of left) begin();
  }

  #isCrowded(key: string): boolean {
    const ofKey = this.#waiting.filter(({ share }) => share.key === key);
    return this.#waiting.length > MAX_WAITING || ofKey.length > MAX_WAITING_OF_KEY;
  }

  /** Holds so much from now on. */
  #change(share: Share, amount: number): void {
    this.#amount += amount - share.amount;
    share.amount = amount;
    if (amount > 0) this.#held.add(share);
    else this.#held.delete(share);
  }

  #next(): void {
    for (let wish = this.#due(); wish !== undefined; wish = this.#due()) {
      const { share, amount, begin } = wish;
      const others = this.#waiting.filter((other) => other !== wish);
      this.#waiting = [
        ...others.filter((other) => other.share.key !== share.key),
        ...others.filter((other) => other.share.key === share.key),
      ];
      this.#change(share, amount);
      begin();
    }
    if (this.#waiting.length > 0) this.#checkLater();
  }

  #due(): Wish | undefined {
    const [next] = this.#waiting;
    const [oldest] = this.#held;
    if (next === undefined || oldest === undefined) return next;
    if (this.#amount + next.amount - next.share.amount <= this.#most) return next;
    return this.#waiting.find(({ share }) => share.work === oldest.work);
  }

  #checkLater(): void {
    this.#check ??= setTimeout(() => {
      this.#check = undefined;
      if (this.#waiting.length === 0) return;
      const now = performance.now();
      const slow = [...this.#held].find((share) => share.isArrivingSince(now - PATIENCE_MS));
      slow?.breakOff("the answer was too slow while others waited for room");
      for (const { share } of this.#waiting)
        if (share.hasWaited(MAX_WAIT_MS)) share.breakOff("the answer had to wait for room for too long");
      this.#next();
    }, CHECK_MS).unref();
  }
}
