/** Reads that several callers ask for in one turn, made as one. */
import { setImmediate as turn } from "node:timers/promises";

type ReadAll<Key, Value, Asked> = (asked: readonly Asked[]) => Promise<readonly (readonly [Key, Value])[]>;

/** Reads of one kind, those of one turn together. */
export class Gathered<Key, Value, Asked = Key> {
  readonly #readAll: ReadAll<Key, Value, Asked>;
  #asked: Asked[] = [];
  #next: Promise<ReadonlyMap<Key, Value>> | undefined;

  constructor(readAll: ReadAll<Key, Value, Asked>) {
    this.#readAll = readAll;
  }

  read(asked: readonly Asked[]): Promise<ReadonlyMap<Key, Value>> {
    this.#asked.push(...asked);
    this.#next ??= this.#readNext();
    return this.#next;
  }

  async #readNext(): Promise<ReadonlyMap<Key, Value>> {
    await turn();
    const asked = this.#asked;
    this.#asked = [];
    this.#next = undefined;
    return new Map(await this.#readAll(asked));
  }
}
