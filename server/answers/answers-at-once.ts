/** Few large answers are made and sent at once, so that all of them together take little memory, however slow their readers are (O8). */
import { AsyncLocalStorage } from "node:async_hooks";
import { answerBreaker, whenAnswered } from "../http/answered.js";

/** Answers that are made or sent, and those of one caller among them. */
const MAX = 32;
const MAX_OF_CALLER = 4;
/** An answer that others wait for has to be taken within this time. */
const PATIENCE_MS = 30_000;
const CHECK_MS = 1_000;

/**
 * Hands out places, in the order in which they are asked for; who has as many as one may waits for their own. Where none is left for
 * others, slow readers lose theirs, the one that had it for the longest first: a few callers cannot keep all places.
 */
export class AnswersAtOnce {
  readonly #taken = new Map<string, number>();
  /** Those that have a place, in the order in which they got it. */
  readonly #present = new Set<Place>();
  readonly #waiting: { readonly place: Place; readonly begin: () => void }[] = [];
  #check: NodeJS.Timeout | undefined;

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Makes an answer, which has its place until it was sent. */
  async make<T>(caller: string, act: () => Promise<T>): Promise<T> {
    const place = new Place(this, caller);
    await place.take();
    try {
      return await places.run(place, act);
    } catch (error) {
      place.end();
      throw error;
    } finally {
      if (!whenAnswered(() => place.end())) place.end();
    }
  }

  enter(place: Place): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ place, begin });
      this.#next();
    });
  }

  leave(place: Place): void {
    const { caller } = place;
    const others = (this.#taken.get(caller) ?? 0) - 1;
    if (others > 0) this.#taken.set(caller, others);
    else this.#taken.delete(caller);
    this.#present.delete(place);
    this.#next();
  }

  #next(): void {
    for (let at = this.#due(); at >= 0; at = this.#due()) {
      if (this.#present.size === MAX) {
        this.#checkLater();
        return;
      }
      const [next] = this.#waiting.splice(at, 1);
      if (next === undefined) return;
      const { place, begin } = next;
      this.#taken.set(place.caller, (this.#taken.get(place.caller) ?? 0) + 1);
      this.#present.add(place);
      begin();
    }
  }

  /** Whose turn it is, if a place is free. */
  #due(): number {
    return this.#waiting.findIndex(({ place }) => (this.#taken.get(place.caller) ?? 0) < MAX_OF_CALLER);
  }

  #checkLater(): void {
    this.#check ??= setTimeout(() => {
      this.#check = undefined;
      if (this.#due() < 0 || this.#present.size < MAX) return;
      const begunBefore = performance.now() - PATIENCE_MS;
      for (const place of this.#present) if (place.breakOff(begunBefore)) break;
      this.#next();
    }, CHECK_MS).unref();
  }
}

/** The place of one answer. */
class Place {
  readonly caller: string;
  readonly #answers: AnswersAtOnce;
  readonly #breakAnswer = answerBreaker();
  #begun = 0;
  #isTaken = false;
  #hasEnded = false;

  constructor(answers: AnswersAtOnce, caller: string) {
    this.#answers = answers;
    this.caller = caller;
  }

  async take(): Promise<void> {
    if (this.#hasEnded || this.#isTaken) return;
    await this.#answers.enter(this);
    this.#begun = performance.now();
    this.#isTaken = true;
    if (this.#hasEnded) this.give();
  }

  give(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    this.#answers.leave(this);
  }

  end(): void {
    this.#hasEnded = true;
    this.give();
  }

  /** Whether it was had since then, and its answer was on its way, which ends here. */
  breakOff(begunBefore: number): boolean {
    return this.#begun <= begunBefore && this.#breakAnswer();
  }
}

const places = new AsyncLocalStorage<Place>();

/** Waits for what may take long and holds little, such as another server; meanwhile other answers have the place of this one. */
export async function givingWay<T>(wait: () => Promise<T>): Promise<T> {
  const place = places.getStore();
  if (place === undefined) return wait();
  place.give();
  try {
    return await wait();
  } finally {
    await place.take();
  }
}
