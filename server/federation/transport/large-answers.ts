/** Large answers of other servers: they arrive, and are read, as long as there is room for their values (O8). */
import { shareOfHeap } from "../../bounds/heap-size.js";
import type { GiveWay } from "../../bounds/share.js";
import { Shares } from "../../bounds/shares.js";
import { currentWork, endWithWork } from "./held-answers.js";
import { heapBytesOfAnswer } from "./read-json.js";

/** An answer on its way. */
export interface ArrivingAnswer {
  /** Resolves when it may become as long as that; one that is too slow while others wait has to give way. */
  readonly roomFor: (bytes: number, giveWay: GiveWay) => Promise<void>;
  /** The whole answer is that long. Its values are held until the present work has ended, or has no use for them. */
  readonly settle: (bytes: number) => void;
  /** It came to nothing. */
  readonly drop: () => void;
}

/** The room that they share. */
export class LargeAnswers {
  readonly #shares: Shares;

  constructor(heapBytes: number = shareOfHeap(1 / 4, 256)) {
    this.#shares = new Shares(heapBytes);
  }

  /** One that the present work asks a server for. `onWait` is called when it has to wait for room. */
  begin(key: string, onWait: () => void = () => {}): ArrivingAnswer {
    const share = this.#shares.share({ work: currentWork() ?? {}, key });
    return {
      roomFor: (bytes, giveWay) => {
        const grown = share.grow(heapBytesOfAnswer(bytes), giveWay);
        if (share.isWaiting) onWait();
        return grown;
      },
      settle: (bytes) => {
        share.settle(heapBytesOfAnswer(bytes));
        endWithWork(() => share.end());
      },
      drop: () => share.end(),
    };
  }
}
