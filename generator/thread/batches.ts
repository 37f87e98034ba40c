/** Work that two threads share: each takes the next batch that none has taken. */

/** The same in both threads. */
export interface Shared<Item> {
  readonly items: readonly Item[];
  /** Items in a batch: a few dozen milliseconds of work. */
  readonly size: number;
  /** How many batches are taken, and how many the other thread has answered. */
  readonly counts: Int32Array;
}

const TAKEN = 0;
const ANSWERED = 1;

export function share<Item>(items: readonly Item[], size: number): Shared<Item> {
  return { items, size, counts: new Int32Array(new SharedArrayBuffer(8)) };
}

/** Batches as long as there are any. */
export function* takeBatches<Item>({ items, size, counts }: Shared<Item>): Generator<readonly Item[]> {
  for (;;) {
    const from = Atomics.add(counts, TAKEN, 1) * size;
    if (from >= items.length) return;
    yield items.slice(from, from + size);
  }
}

export function countBatches({ items, size }: Shared<unknown>): number {
  return Math.ceil(items.length / size);
}

/** Says that another batch is answered. */
export function countAnswer({ counts }: Shared<unknown>): void {
  Atomics.add(counts, ANSWERED, 1);
  Atomics.notify(counts, ANSWERED);
}

/** Until so many are, or for so long none is. */
export function waitForAnswers({ counts }: Shared<unknown>, wanted: number, patience: number): void {
  for (;;) {
    const answered = Atomics.load(counts, ANSWERED);
    if (answered >= wanted) return;
    if (Atomics.wait(counts, ANSWERED, answered, patience) === "timed-out") return;
  }
}
