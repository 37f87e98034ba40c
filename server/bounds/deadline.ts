/** A deadline that stands still while its owner is not at work. */
export class Deadline {
  readonly #onOver: () => void;
  #leftMs: number;
  #since: number = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;
  #pausedMs = 0;

  constructor(ms: number, onOver: () => void) {
    this.#leftMs = ms;
    this.#onOver = onOver;
    this.#start();
  }

  /** How long it has stood still so far. */
  get pausedMs(): number {
    const isPaused = this.#timer === undefined && !this.#hasEnded;
    return this.#pausedMs + (isPaused ? performance.now() - this.#since : 0);
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs -= this.#sinceThen();
  }

  resume(): void {
    if (this.#hasEnded || this.#timer !== undefined) return;
    this.#pausedMs += this.#sinceThen();
    this.#start();
  }

  #start(): void {
    this.#timer = setTimeout(this.#onOver, Math.max(this.#leftMs, 0));
  }

  end(): void {
    this.pause();
    this.#hasEnded = true;
  }

  /** Since it began, stopped or went on. */
  #sinceThen(): number {
    const before = this.#since;
    this.#since = performance.now();
    return this.#since - before;
  }
}
