/**
 * Up to where everything is known: commits of several processes are heard of in any order, and what lies behind a gap must
 * not be passed over by a sync.
 */
import type { Change, Position } from "./store/store.js";

/** Work that follows from commits. */
export interface ProgressOptions {
  readonly position: Position;
  /** Told of changes in the order of their positions; undefined when anything may have changed up to the position. */
  readonly advance: (position: Position, change: Change | undefined) => void;
  /** The greatest position that is committed. */
  readonly committed: () => Promise<Position>;
}

/** A notification that does not come for that long was lost. */
const PATIENCE_MS = 500;

/** Puts commits in order. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #waiting = new Map<Position, Change>();
  #position: Position;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#position = options.position;
  }

  /** A commit, ours or another process's; undefined when some may have been missed. */
  hear(change: Change | undefined): void {
    if (change === undefined) {
      void this.#catchUp();
      return;
    }
    if (change.position > this.#position) this.#waiting.set(change.base, change);
    for (;;) {
      const next = this.#waiting.get(this.#position);
      if (next === undefined) break;
      this.#waiting.delete(this.#position);
      this.#position = next.position;
      this.#options.advance(next.position, next);
    }
    if (this.#waiting.size === 0) this.#rest();
    else this.#timer ??= setTimeout(() => void this.#catchUp(), PATIENCE_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #catchUp(): Promise<void> {
    this.#rest();
    const position = await this.#options.committed().catch(() => undefined);
    if (position === undefined) {
      if (!this.#stopped) this.#timer ??= setTimeout(() => void this.#catchUp(), PATIENCE_MS);
      return;
    }
    for (const base of this.#waiting.keys()) if (base < position) this.#waiting.delete(base);
    if (position <= this.#position) return;
    this.#position = position;
    this.#options.advance(position, undefined);
  }
}
