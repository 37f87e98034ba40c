/** Writes a HAR as exchanges come, so that memory does not grow with it. */
import { createWriteStream, type WriteStream } from "node:fs";
import type { Exchange } from "#inspect/exchange.js";
import { HAR_END, HAR_START, harEntry } from "#inspect/har/write-har.js";
import { maskExchange } from "#inspect/secrets/mask-exchange.js";

export class Recorder {
  readonly #stream: WriteStream;
  readonly #origin: string;
  #entries = 0;
  #error: Error | undefined;

  constructor(file: string, origin: string) {
    this.#origin = origin;
    this.#stream = createWriteStream(file);
    this.#stream.on("error", (error) => {
      this.#error = error;
    });
    this.#stream.write(HAR_START);
  }

  /** Secrets and texts do not get into the file. */
  add(exchange: Exchange, milliseconds: number): void {
    const startedAt = new Date(Date.now() - milliseconds).toISOString();
    const entry = harEntry(maskExchange(exchange), this.#origin, milliseconds, startedAt);
    this.#stream.write(`${this.#entries++ === 0 ? "" : ",\n"}${JSON.stringify(entry)}`);
  }

  /** Rejects where the file could not be written. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#stream.end(HAR_END, () => resolve()));
    if (this.#error !== undefined) throw this.#error;
  }
}
