/** Large answers of other servers: few arrive at once, and no more are read than there is room for (O8). */
import { shareOfHeap } from "../../bounds/heap-size.js";
import { Shares } from "../../bounds/shares.js";
import { endWithWork } from "./held-answers.js";
import { heapBytesOfAnswer } from "./read-json.js";

/** Answers of more than a megabyte that arrive, or wait to be read: less than may arrive in all. */
const MAX_ARRIVING = 3;
/** Answers of no more than that need no room of their own. */
const SMALL_BYTES = 64 * 1024;

/** An answer that has not been read yet, however large it turns out to be. */
export interface Awaited {
  /** Resolves when the rest of a large one may arrive; one that arrives too slowly for others that wait gives way. */
  readonly whenLarge: (giveWay: () => void) => Promise<void>;
  readonly end: () => void;
}

/** Knows how many there are. */
export class LargeAnswers {
  readonly #arriving = new Shares(MAX_ARRIVING);
  readonly #values: Shares;

  constructor(heapBytes: number = shareOfHeap(1 / 4, 256)) {
    this.#values = new Shares(heapBytes);
  }

  /** One that is asked for. */
  begin(): Awaited {
    let hasEnded = false;
    let endPlace = (): void => {};
    return {
      whenLarge: async (giveWay) => {
        const end = await this.#arriving.take(1, giveWay);
        if (hasEnded) end();
        else endPlace = end;
      },
      end: () => {
        hasEnded = true;
        endPlace();
      },
    };
  }

  /** Resolves when there is room for the values of an answer, which is taken until the present work has ended. */
  async roomFor(bytes: number): Promise<void> {
    if (bytes > SMALL_BYTES) endWithWork(await this.#values.take(heapBytesOfAnswer(bytes)));
  }
}
