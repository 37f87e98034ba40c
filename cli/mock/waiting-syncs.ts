/** Syncs that wait at the in-memory server: account data that is put meanwhile ends them. */

type Event = { readonly type: string; readonly content: object };

export interface WaitingSync {
  readonly userId: string;
  /** The token that the client came with. */
  readonly since: string;
  /** Answers it instead of the server. */
  readonly answer: (body: object) => void;
}

export class WaitingSyncs {
  readonly #waiting = new Set<WaitingSync>();

  add(sync: WaitingSync): void {
    this.#waiting.add(sync);
  }

  remove(sync: WaitingSync): void {
    this.#waiting.delete(sync);
  }

  /** The token stays, as the server has told nothing new. */
  tell(userId: string, events: readonly Event[]): void {
    for (const sync of [...this.#waiting]) {
      if (sync.userId !== userId) continue;
      this.#waiting.delete(sync);
      sync.answer({ next_batch: sync.since, account_data: { events } });
    }
  }
}
