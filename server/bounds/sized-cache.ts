/** A cache that is bounded by what it takes of the heap, and sheds when little is left (O8). */
import { isHeapCrowded } from "./heap-size.js";

/** How much it may hold, and what an entry takes. */
export interface SizedCacheOptions<V> {
  readonly maxBytes: number;
  /** Bytes of heap. Asked when an entry is put in, again for one that has grown. */
  readonly sizeOf: (value: V) => number;
  /** The default is `isHeapCrowded`. */
  readonly isCrowded?: () => boolean;
}

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

/** To ask how much is left takes a while, so that is asked once for as much. */
const ASK_BYTES = 256 * 1024;

/** Forgets what was used longest ago. The last one stays, however large it is. */
export class SizedCache<K, V> {
  readonly #options: SizedCacheOptions<V>;
  readonly #entries = new Map<K, Entry<V>>();
  #bytes = 0;
  #unasked = 0;

  constructor(options: SizedCacheOptions<V>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Bytes of all entries, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // Last used, last to go.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V): void {
    const { maxBytes, sizeOf, isCrowded = isHeapCrowded } = this.#options;
    this.delete(key);
    const bytes = sizeOf(value);
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    this.#unasked += bytes;
    this.#shedTo(maxBytes);
    if (this.#unasked < ASK_BYTES) return;
    this.#unasked = 0;
    if (isCrowded()) this.#shedTo(this.#bytes / 2);
  }

  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #shedTo(bytes: number): void {
    for (const key of this.#entries.keys()) {
      if (this.#bytes <= bytes || this.#entries.size === 1) return;
      this.delete(key);
    }
  }
}
