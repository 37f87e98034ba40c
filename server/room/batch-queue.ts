/** Work that is done in batches: items that come while a batch is under way go into the next one together. */

/** Items of one batch. */
const MAX_BATCH = 64;

/** Hands items over in the order in which they came, one batch after another. */
export class BatchQueue<Item> {
  readonly #waiting: Item[] = [];
  readonly #work: (batch: readonly Item[]) => Promise<void>;
  #running: Promise<void> | undefined;

  constructor(work: (batch: readonly Item[]) => Promise<void>) {
    this.#work = work;
  }

  /** Items that are in no batch yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  push(item: Item): void {
    this.#waiting.push(item);
    this.#running ??= this.#run();
  }

  /** Has a batch that is under way try some of its items again, before any others. */
  retry(items: readonly Item[]): void {
    this.#waiting.unshift(...items);
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop lets requests that came together be worked on together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#work(this.#waiting.splice(0, MAX_BATCH));
    // In the same turn in which nothing was left, else what comes in between would wait for what comes next.
    this.#running = undefined;
  }
}
