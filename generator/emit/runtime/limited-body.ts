/** Reads a stream whole, but never more of it than a limit. */

export async function collectBytes(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  contentLength: string | null = null,
): Promise<Uint8Array | undefined> {
  if (stream === null) return new Uint8Array();
  const reader = stream.getReader();
  const collected = new Collector(limit);
  let fits = !(Number(contentLength) > limit);
  while (fits) {
    const { done, value } = await reader.read();
    if (done) return collected.bytes();
    fits = collected.add(value);
  }
  await reader.cancel();
  return undefined;
}

/** Parts that are put together: each takes some hundred bytes of memory, however little it holds. */
const GATHERED = 128;

export class Collector {
  readonly parts: Uint8Array[] = [];
  readonly #limit: number;
  /** How many of them are put together of others. */
  #gathered = 0;
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when that is too much, and nothing is kept. */
  add(chunk: Uint8Array): boolean {
    this.#length += chunk.length;
    if (this.#length > this.#limit) return false;
    this.parts.push(chunk);
    if (this.parts.length - this.#gathered === GATHERED)
      this.parts.push(joined(this.parts.splice(this.#gathered++)));
    return true;
  }

  bytes(): Uint8Array {
    return joined(this.parts);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
