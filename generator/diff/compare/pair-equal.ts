/** Pairs of what reads the same on both sides. */
import { groupBy } from "../../group-by.js";

export interface PairedEqual<T> {
  /** In the order of the old side; of several that read the same, the first goes with the first. */
  readonly pairs: readonly (readonly [T, T])[];
  /** Items without an equal on the other side. */
  readonly old: readonly T[];
  readonly next: readonly T[];
}

/** `oldText` and `nextText` say how an item of each side reads. */
export function pairEqual<T>(
  old: readonly T[],
  next: readonly T[],
  oldText: (item: T) => string,
  nextText: (item: T) => string,
): PairedEqual<T> {
  const waiting = groupBy([...next.entries()].reverse(), (entry) => [nextText(entry[1]), entry]);
  const pairs: (readonly [T, T])[] = [];
  const left: T[] = [];
  const paired = new Set<number>();
  for (const item of old) {
    const entry = waiting.get(oldText(item))?.pop();
    if (entry === undefined) left.push(item);
    else {
      pairs.push([item, entry[1]]);
      paired.add(entry[0]);
    }
  }
  return { pairs, old: left, next: next.filter((_, index) => !paired.has(index)) };
}
