/** How long answers of other servers count as held: until the work that asked for them has ended (O8). */
import { AsyncLocalStorage } from "node:async_hooks";
import type { FederationResult } from "./transport.js";

/** Shares that end together: with a piece of work, or with a question that it asks. */
class Held {
  /** The piece of work. */
  readonly work: object;
  readonly #ends: (() => void)[] = [];
  #hasEnded = false;

  constructor(work: object = {}) {
    this.work = work;
  }

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

/** A question within such work, which holds a good answer; one of no use is held no longer. */
export function holdingIfGood<T, R extends FederationResult<T> | undefined>(
  ask: () => Promise<R>,
): Promise<R> {
  return holdingIf(ask, (result) => result?.ok === true);
}

/** A step of such work, whose good answers may lead to nothing: then they are held no longer. */
export function holdingIfAny<T>(step: () => Promise<T | undefined>): Promise<T | undefined> {
  return holdingIf(step, (result) => result !== undefined);
}

function holdingIf<R>(ask: () => Promise<R>, isOfUse: (result: R) => boolean): Promise<R> {
  return usingAnswers(async () => {
    const outer = held.getStore();
    const own = new Held(outer?.work);
    let isGood = false;
    try {
      const result = await held.run(own, ask);
      isGood = isOfUse(result);
      return result;
    } finally {
      if (isGood) outer?.add(() => own.end());
      else own.end();
    }
  });
}

/** The piece of work that is being done, if any. */
export function currentWork(): object | undefined {
  return held.getStore()?.work;
}

/** Ends a share with the present work; at once where there is none. */
export function endWithWork(end: () => void): void {
  const work = held.getStore();
  if (work === undefined) end();
  else work.add(end);
}
