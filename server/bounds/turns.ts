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

/** The turns of all that is done without others having theirs in between, as by a database within this process. */
export class SharedTurns {
  #since: number | undefined;

  /** Gives what some work resolves to, and pauses first where it has been a while since others had their turn. */
  async after<T>(work: () => Promise<T>): Promise<T> {
    this.#since ??= this.#begin();
    const done = await work();
    if (performance.now() - this.#since >= SLICE_MS) await pause();
    return done;
  }

  #begin(): number {
    setImmediate(() => {
      this.#since = undefined;
    });
    return performance.now();
  }
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
    await turns.next();
    made.push(make(item));
  }
  return made;
}

/** As `filter` of a list, in turns. */
export async function filterInTurns<T>(list: Iterable<T>, isWanted: (item: T) => boolean): Promise<T[]> {
  return (await mapInTurns(list, (item) => (isWanted(item) ? [item] : []))).flat();
}

/** The turns of one piece of work. */
export class Turns {
  #since = performance.now();

  /** Between two steps: pauses where others have waited for long enough. */
  async next(): Promise<void> {
    const ms = performance.now() - this.#since;
    if (ms < SLICE_MS) return;
    spend({ ms });
    await pause();
    this.#since = performance.now();
  }
}
