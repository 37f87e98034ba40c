/** How long answers of other servers count as held: until the work that asked for them has ended (O8). */
import { AsyncLocalStorage } from "node:async_hooks";

/** Ends of the shares that answers to one piece of work have taken. */
class Held {
  readonly #ends: (() => void)[] = [];
  #hasEnded = false;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  add(end: () => void): void {
    if (this.#hasEnded) end();
    else this.#ends.push(end);
  }

  end(): void {
    this.#hasEnded = true;
    for (const end of this.#ends) end();
  }
}

const held = new AsyncLocalStorage<Held>();

/** Work that asks other servers, and uses their answers to its end. As a part of other such work, it ends with that. */
export async function usingAnswers<T>(work: () => Promise<T>): Promise<T> {
  if (held.getStore()?.hasEnded === false) return work();
  const own = new Held();
  try {
    return await held.run(own, work);
  } finally {
    own.end();
  }
}

/** Ends a share with the present work; at once where there is none. */
export function endWithWork(end: () => void): void {
  const work = held.getStore();
  if (work === undefined) end();
  else work.add(end);
}
