/** Long work in slices: others have their turn in between, and its cause is charged for it (O1). */
import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";

/** Is told of work on behalf of a server; throws when it was too much. */
export interface Meter {
  readonly spend: (work: { readonly ms?: number; readonly events?: number; readonly bytes?: number }) => void;
}

/** A step that was begun is finished, so what holds the others up is this and the longest step. */
const SLICE_MS = 10;

const meters = new AsyncLocalStorage<Meter>();

/** Does something on behalf of a server, with all that follows from it. */
export function onBehalf<T>(meter: Meter, act: () => T): T {
  return meters.run(meter, act);
}

/** Bytes that came, or events that were looked at, on whose account the present work is. */
export function spend(work: Parameters<Meter["spend"]>[0]): void {
  meters.getStore()?.spend(work);
}

/** Of a turn that other long work uses as well, each has at least that much. */
const LEAST_MS = 2;

/** Since when long work uses the present turn of the event loop. */
let usedSince: number | undefined;

function turnUsedSince(): number {
  if (usedSince === undefined) {
    usedSince = performance.now();
    setImmediate(() => {
      usedSince = undefined;
    });
  }
  return usedSince;
}

/**
 * Gives what some work resolves to, and pauses first where it has been a while since others had their turn: for work that does
 * not wait for anything outside of this thread, as that of a database within it.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  turnUsedSince();
  const done = await work();
  if (performance.now() - turnUsedSince() >= SLICE_MS) await pause();
  return done;
}

/** Lets others have their turn, after something that took long and cannot be parted. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** As `map` of a list, in turns. */
export async function mapInTurns<T, Made>(list: Iterable<T>, make: (item: T) => Made): Promise<Made[]> {
  const made: Made[] = [];
  const turns = new Turns();
  for (const item of list) {
    if (turns.areDue) await turns.next();
    made.push(make(item));
  }
  return made;
}

/** As `filter` of a list, in turns. */
export function filterInTurns<T, Wanted extends T>(
  list: Iterable<T>,
  isWanted: (item: T) => item is Wanted,
): Promise<Wanted[]>;
export function filterInTurns<T>(list: Iterable<T>, isWanted: (item: T) => boolean): Promise<T[]>;
export async function filterInTurns<T>(list: Iterable<T>, isWanted: (item: T) => boolean): Promise<T[]> {
  const wanted: T[] = [];
  const turns = new Turns();
  for (const item of list) {
    if (turns.areDue) await turns.next();
    if (isWanted(item)) wanted.push(item);
  }
  return wanted;
}

/** The items of a list without those that were there before, in turns. */
export function uniqueInTurns<T>(list: Iterable<T>): Promise<T[]> {
  const seen = new Set<T>();
  return filterInTurns(list, (item) => {
    const isNew = !seen.has(item);
    seen.add(item);
    return isNew;
  });
}

/** The turns of one piece of work. */
export class Turns {
  #since = performance.now();

  constructor() {
    turnUsedSince();
  }

  /** Whether others have waited for long enough, for this work or for what the same turn was used for besides. */
  get areDue(): boolean {
    const now = performance.now();
    const own = now - this.#since;
    return own >= SLICE_MS || (own >= LEAST_MS && now - turnUsedSince() >= SLICE_MS);
  }

  /** Between two steps: pauses where others have waited for long enough. */
  async next(): Promise<void> {
    if (!this.areDue) return;
    spend({ ms: performance.now() - this.#since });
    await pause();
    this.#since = performance.now();
    turnUsedSince();
  }
}
