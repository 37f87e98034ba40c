/** Keeps a copy of what flows through, up to a bound, without slowing it down. */
import type { Readable } from "node:stream";

/** Bytes that all bodies under way may hold together. */
export class TapBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}

/** Smaller bodies come in few pieces. */
const LARGE_BYTES = 128 * 1024;

export class Tap {
  readonly #budget: TapBudget;
  readonly #bound: number;
  #chunks: Uint8Array[] = [];
  #whole: Buffer | undefined;
  #length = 0;
  #taken = 0;
  #total = 0;
  #lost: "too large" | "busy" | undefined;

  /** `announced` is the header `Content-Length`; `head` is what was read of the stream before. */
  constructor(
    stream: Readable,
    bound: number,
    budget: TapBudget,
    announced: string | undefined,
    head?: Uint8Array,
  ) {
    this.#bound = bound;
    this.#budget = budget;
    const length = Number(announced ?? 0);
    if (length > bound) this.#lost = "too large";
    // One piece instead of many that are joined later: the pieces can be forgotten at once.
    else if (length > LARGE_BYTES) {
      if (budget.take(length)) {
        this.#whole = Buffer.allocUnsafeSlow(length);
        this.#taken = length;
      } else this.#lost = "busy";
    }
    if (head !== undefined) this.#keep(head);
    stream.on("data", (chunk: Uint8Array) => this.#keep(chunk));
  }

  /** Bytes that went through. */
  get total(): number {
    return this.#total;
  }

  /** Why there is not a copy. */
  get lost(): "too large" | "busy" | undefined {
    return this.#lost;
  }

  /** The copy; undefined where it was given up. */
  bytes(): Uint8Array | undefined {
    if (this.#lost !== undefined) return undefined;
    if (this.#whole !== undefined) return this.#whole.subarray(0, this.#length);
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks, this.#length);
  }

  /** Forgets the copy. */
  release(): void {
    this.#budget.give(this.#taken);
    this.#taken = 0;
    this.#chunks = [];
    this.#whole = undefined;
    this.#length = 0;
    this.#lost ??= "too large";
  }

  #keep(chunk: Uint8Array): void {
    this.#total += chunk.length;
    if (this.#lost !== undefined) return;
    if (this.#length + chunk.length > (this.#whole?.length ?? this.#bound)) this.#giveUp("too large");
    else if (this.#whole === undefined && !this.#budget.take(chunk.length)) this.#giveUp("busy");
    else {
      if (this.#whole === undefined) {
        this.#chunks.push(chunk);
        this.#taken += chunk.length;
      } else this.#whole.set(chunk, this.#length);
      this.#length += chunk.length;
    }
  }

  #giveUp(why: "too large" | "busy"): void {
    this.#lost = why;
    this.release();
  }
}
