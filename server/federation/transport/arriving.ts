/** Bytes of answers that are arriving (O8). */

/** In all calls together: room for the largest answers of four. */
const MOST_BYTES = 128 * 2 ** 20;

/** One answer. Nothing is counted any more when it has ended. */
export interface Arrival {
  readonly add: (bytes: number) => void;
  readonly end: () => void;
}

interface Call {
  bytes: number;
  readonly giveWay: () => void;
}

/** Where the answers of all calls take too much, the one that takes the most gives way to the others. */
export class Arriving {
  readonly #calls = new Set<Call>();
  readonly #most: number;
  #bytes = 0;

  constructor(most: number = MOST_BYTES) {
    this.#most = most;
  }

  /** `giveWay` ends the arrival. */
  begin(giveWay: () => void): Arrival {
    const call: Call = { bytes: 0, giveWay };
    this.#calls.add(call);
    return {
      add: (bytes) => {
        if (!this.#calls.has(call)) return;
        call.bytes += bytes;
        this.#bytes += bytes;
        if (this.#bytes > this.#most) this.#largest()?.giveWay();
      },
      end: () => {
        if (this.#calls.delete(call)) this.#bytes -= call.bytes;
      },
    };
  }

  #largest(): Call | undefined {
    let largest: Call | undefined;
    for (const call of this.#calls) if (call.bytes > (largest?.bytes ?? 0)) largest = call;
    return largest;
  }
}
