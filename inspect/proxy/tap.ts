/** Keeps what flows through, up to a bound, without slowing it down. */
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

export interface TapOptions {
  /** Bytes beyond which a body is given up. */
  readonly bound: number;
  readonly budget: TapBudget;
  /** The header `Content-Length`. */
  readonly announced: string | undefined;
  /** Beginning of the body, where it was read before. */
  readonly head?: Uint8Array | undefined;
}

export class Tap {
  readonly #budget: TapBudget;
  readonly #bound: number;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #lost: "too large" | "busy" | undefined;

  /** Without a stream, nothing comes. */
  constructor(stream: Readable | undefined, { bound, budget, announced, head }: TapOptions) {
    this.#bound = bound;
    this.#budget = budget;
    if (Number(announced ?? 0) > bound) this.#lost = "too large";
    if (head !== undefined) this.#keep(head);
    stream?.on("data", (chunk: Uint8Array) => this.#keep(chunk));
  }

  /** Why there is not a copy. */
  get lost(): "too large" | "busy" | undefined {
    return this.#lost;
  }

  get length(): number {
    return this.#length;
  }

  /** As they came: nothing is copied on the way. Undefined where they were given up. */
  pieces(): readonly Uint8Array[] | undefined {
    return this.#lost === undefined ? this.#chunks : undefined;
  }

  bytes(): Uint8Array | undefined {
    if (this.#lost !== undefined) return undefined;
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks, this.#length);
  }

  /** Forgets the pieces. */
  release(): void {
    this.#budget.give(this.#length);
    this.#chunks = [];
    this.#length = 0;
    this.#lost ??= "too large";
  }

  #keep(chunk: Uint8Array): void {
    if (this.#lost !== undefined) return;
    if (this.#length + chunk.length > this.#bound) this.#giveUp("too large");
    else if (!this.#budget.take(chunk.length)) this.#giveUp("busy");
    else {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
    }
  }

  #giveUp(why: "too large" | "busy"): void {
    this.#lost = why;
    this.release();
  }
}
