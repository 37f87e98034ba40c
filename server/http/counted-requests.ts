/** Requests whose bodies count towards what arrives at once (O8). */
import { IncomingMessage } from "node:http";
import type { Arriving } from "../bounds/arriving.js";

/** For `http.createServer`. A request that gives way is broken off. The body of a stranger is not read, so that little of it arrives. */
export function countedRequests(arriving: Arriving): typeof IncomingMessage {
  return class extends IncomingMessage {
    readonly #arrival = arriving.begin(() => this.destroy());

    override push(chunk: Uint8Array | null): boolean {
      if (chunk === null) this.#arrival.end();
      else this.#arrival.add(chunk.length);
      return super.push(chunk);
    }

    override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
      this.#arrival.end();
      super._destroy(error, done);
    }
  };
}
