/** Lets a few pieces of work run at once, and the others in the order in which they came. */
export class FewAtOnce {
  /** Those that nothing holds; work that ends hands its own on to who has waited longest. */
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  get isFull(): boolean {
    return this.#free === 0;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** `release` makes place for the next before the work has ended. */
  async run<T>(work: (release: () => void) => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    };
    try {
      return await work(release);
    } finally {
      release();
    }
  }
}
