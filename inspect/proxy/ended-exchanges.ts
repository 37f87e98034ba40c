/** Exchanges that have ended and wait to be judged: some at once, and after those who wait for an answer. */
import { LARGE_BYTES } from "../pool/judge-pool.js";
import type { Relayed } from "./relay.js";

/** As many take a millisecond or two. */
const MAX_ENDED = 32;
const SOON_MS = 20;

export class EndedExchanges {
  readonly #judge: (relayed: Relayed) => Promise<void>;
  readonly #waiting: Relayed[] = [];
  readonly #pending = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(judge: (relayed: Relayed) => Promise<void>) {
    this.#judge = judge;
  }

  /** Some at once cost less than each by itself. Large ones are not held on to. */
  add(relayed: Relayed): void {
    this.#waiting.push(relayed);
    const isLarge = (relayed.answer?.tap.length ?? 0) > LARGE_BYTES;
    if (isLarge || this.#waiting.length >= MAX_ENDED) setImmediate(() => this.#judgeAll());
    else this.#timer ??= setTimeout(() => this.#judgeAll(), SOON_MS);
  }

  /** Has `settled` wait for some work. */
  hold(work: Promise<void>): void {
    const held: Promise<void> = work.catch(() => {}).finally(() => this.#pending.delete(held));
    this.#pending.add(held);
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    while (this.#waiting.length > 0 || this.#pending.size > 0) {
      this.#judgeAll();
      await Promise.all(this.#pending);
    }
  }

  #judgeAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const relayed of this.#waiting.splice(0)) this.hold(this.#judge(relayed));
  }
}
