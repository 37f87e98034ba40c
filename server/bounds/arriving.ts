/** Bytes of bodies that are arriving, of requests or of answers (O8). */

/** In all of them together: room for the largest answers of four servers. */
const MOST_BYTES = 128 * 2 ** 20;

/** One body. Nothing is counted any more when it has ended. */
export interface Arrival {
  readonly add: (bytes: number) => void;
  readonly end: () => void;
}

interface Body {
  bytes: number;
  readonly giveWay: () => void;
}

/** Where all bodies take too much, the one that takes the most gives way to the others. */
export class Arriving {
  readonly #bodies = new Set<Body>();
  readonly #most: number;
  #bytes = 0;

  constructor(most: number = MOST_BYTES) {
    this.#most = most;
  }

  /** `giveWay` ends the arrival. */
  begin(giveWay: () => void): Arrival {
    const body: Body = { bytes: 0, giveWay };
    this.#bodies.add(body);
    return {
      add: (bytes) => {
        if (!this.#bodies.has(body)) return;
        body.bytes += bytes;
        this.#bytes += bytes;
        if (this.#bytes > this.#most) this.#largest()?.giveWay();
      },
      end: () => {
        if (this.#bodies.delete(body)) this.#bytes -= body.bytes;
      },
    };
  }

  #largest(): Body | undefined {
    let largest: Body | undefined;
    for (const body of this.#bodies) if (body.bytes > (largest?.bytes ?? 0)) largest = body;
    return largest;
  }
}
