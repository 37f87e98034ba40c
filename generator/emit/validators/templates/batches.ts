/** Work that two threads share: each takes the next batch that none has taken. */

/** How many batches are taken, and how many answers the other thread has sent. */
export const TAKEN = 0;
export const ANSWERED = 1;

/** A few dozen milliseconds of work. */
const SIZE = 50;

/** Batches as long as there are any; `counts` is shared. */
export function* takeBatches<T>(all: readonly T[], counts: Int32Array): Generator<readonly T[]> {
  for (;;) {
    const from = Atomics.add(counts, TAKEN, 1) * SIZE;
    if (from >= all.length) return;
    yield all.slice(from, from + SIZE);
  }
}

export function countBatches(all: readonly unknown[]): number {
  return Math.ceil(all.length / SIZE);
}
