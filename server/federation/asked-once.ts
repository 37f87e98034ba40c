/** Answers of other servers: one question at a time for all who want the same, and remembered for a while (C30, C114). */
import { heapBytesOfText, shareOfHeap } from "../bounds/heap-size.js";
import { SingleFlight } from "../bounds/single-flight.js";
import { SizedCache } from "../bounds/sized-cache.js";

/** How long an answer counts. */
export interface AskedOnceOptions<Answer> {
  readonly now: () => number;
  /** Not at all for 0. */
  readonly keptMs: (answer: Answer) => number;
  /** Of its text: a larger one is asked for again. */
  readonly maxLength: number;
}

interface Known<Answer> {
  readonly answer: Answer;
  readonly length: number;
  readonly until: number;
}

const ENTRY_BYTES = 500;

/** Asks, and remembers. */
export class AskedOnce<Answer> {
  readonly #options: AskedOnceOptions<Answer>;
  readonly #known = new SizedCache<string, Known<Answer>>({
    maxBytes: shareOfHeap(1 / 64, 32),
    sizeOf: ({ length }) => heapBytesOfText(length) + ENTRY_BYTES,
  });
  readonly #flights = new SingleFlight<Answer>();

  constructor(options: AskedOnceOptions<Answer>) {
    this.#options = options;
  }

  /** The answer to a question. The key says all that the answer depends on, who is asked included. */
  async find(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const { now, keptMs, maxLength } = this.#options;
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now()) return known.answer;
    return this.#flights.run(key, async () => {
      const answer = await ask();
      const ms = keptMs(answer);
      const length = ms > 0 ? (JSON.stringify(answer)?.length ?? 0) : maxLength + 1;
      if (length <= maxLength) this.#known.set(key, { answer, length, until: now() + ms });
      return answer;
    });
  }
}
