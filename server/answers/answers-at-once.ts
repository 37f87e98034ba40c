/** Few large answers are made and sent at once, so that all of them together take little memory, however slow their readers are (O8). */
import { AsyncLocalStorage } from "node:async_hooks";
import { whenAnswered } from "../http/answered.js";

/** Answers that are made or sent, and those of one caller among them. */
const MAX = 32;
const MAX_OF_CALLER = 4;

/** Hands out places, in the order in which they are asked for; who has as many as one may waits for their own. */
export class AnswersAtOnce {
  readonly #taken = new Map<string, number>();
  #free = MAX;
  readonly #waiting: { readonly caller: string; readonly begin: () => void }[] = [];

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

  enter(caller: string): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ caller, begin });
      this.#next();
    });
  }

  leave(caller: string): void {
    const others = (this.#taken.get(caller) ?? 0) - 1;
    if (others > 0) this.#taken.set(caller, others);
    else this.#taken.delete(caller);
    this.#free++;
    this.#next();
  }

  #next(): void {
    while (this.#free > 0) {
      const at = this.#waiting.findIndex(({ caller }) => (this.#taken.get(caller) ?? 0) < MAX_OF_CALLER);
      const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
      if (next === undefined) return;
      this.#taken.set(next.caller, (this.#taken.get(next.caller) ?? 0) + 1);
      this.#free--;
      next.begin();
    }
  }
}

/** The place of one answer. */
class Place {
  readonly #answers: AnswersAtOnce;
  readonly #caller: string;
  #isTaken = false;
  #hasEnded = false;

  constructor(answers: AnswersAtOnce, caller: string) {
    this.#answers = answers;
    this.#caller = caller;
  }

  async take(): Promise<void> {
    if (this.#hasEnded || this.#isTaken) return;
    await this.#answers.enter(this.#caller);
    this.#isTaken = true;
    if (this.#hasEnded) this.give();
  }

  give(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    this.#answers.leave(this.#caller);
  }

  end(): void {
    this.#hasEnded = true;
    this.give();
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
