/** A deadline that stands still while its owner is not at work. */

/** Another side from which nothing is taken for so long may well lose its patience. */
const LONG_PAUSE_MS = 1_000;
/** That shows when what it had sent before has been taken: by then at the latest. */
const LATELY_MS = 5_000;

export class Deadline {
  readonly #onOver: () => void;
  #leftMs: number;
  /** When it began, stopped or went on. */
  #since: number = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;
  /** When it last went on after a long pause. */
  #afterLongPause = Number.NEGATIVE_INFINITY;

  constructor(ms: number, onOver: () => void) {
    this.#leftMs = ms;
    this.#onOver = onOver;
    this.#start();
  }

  /** Whether it stands still for long, or did so until lately. */
  get hasPausedLately(): boolean {
    const now = performance.now();
    const isPaused = this.#timer === undefined && !this.#hasEnded;
    return (isPaused && now - this.#since > LONG_PAUSE_MS) || now - this.#afterLongPause < LATELY_MS;
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs -= this.#takeElapsed();
  }

  resume(): void {
    if (this.#hasEnded || this.#timer !== undefined) return;
    if (this.#takeElapsed() > LONG_PAUSE_MS) this.#afterLongPause = this.#since;
    this.#start();
  }

  #start(): void {
    this.#timer = setTimeout(this.#onOver, Math.max(this.#leftMs, 0));
  }

  end(): void {
    this.pause();
    this.#hasEnded = true;
  }

  /** The time since it began, stopped or went on; from now on it counts anew. */
  #takeElapsed(): number {
    const before = this.#since;
    this.#since = performance.now();
    return this.#since - before;
  }
}
