/** Orders that all servers agree on. */
import { compareCodePoints } from "../json/order.js";
import type { Pdu } from "../pdu/pdu.js";

/** Compares integers of either kind. */
export function compareIntegers(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By the time the sender states, then by event ID. */
export function compareByTime(a: Pdu, b: Pdu): number {
  return compareIntegers(a.originServerTs, b.originServerTs) || compareCodePoints(a.eventId, b.eventId);
}

/** A queue that yields the least of its items first. */
export interface PriorityQueue<T> {
  readonly push: (item: T) => void;
  readonly pop: () => T | undefined;
}

/** A binary heap over a total order. */
export function priorityQueue<T>(compare: (a: T, b: T) => number): PriorityQueue<T> {
  const heap: T[] = [];
  const less = (a: number, b: number): boolean => {
    const x = heap[a];
    const y = heap[b];
    return x !== undefined && y !== undefined && compare(x, y) < 0;
  };
  const swap = (a: number, b: number): void => {
    const x = heap[a];
    const y = heap[b];
    if (x === undefined || y === undefined) return;
    heap[a] = y;
    heap[b] = x;
  };
  const push = (item: T): void => {
    heap.push(item);
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!less(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const pop = (): T | undefined => {
    swap(0, heap.length - 1);
    const least = heap.pop();
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const child = less(left + 1, left) ? left + 1 : left;
      if (!less(child, at)) return least;
      swap(at, child);
      at = child;
    }
  };
  return { push, pop };
}
