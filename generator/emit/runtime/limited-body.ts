/** Reads a stream whole, but never more of it than a limit. */

export async function collectBytes(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  contentLength: string | null = null,
): Promise<Uint8Array | undefined> {
  if (stream === null) return new Uint8Array();
  if (Number(contentLength) > limit) {
    await stream.cancel();
    return undefined;
  }
  const collected = new Collector(limit);
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read())
    if (!collected.add(part.value)) {
      await reader.cancel();
      return undefined;
    }
  return collected.bytes();
}

export class Collector {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when that is too much, and nothing is kept. */
  add(chunk: Uint8Array): boolean {
    this.#length += chunk.length;
    if (this.#length > this.#limit) return false;
    this.#chunks.push(chunk);
    return true;
  }

  bytes(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}
