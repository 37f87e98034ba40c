/** Joins and knocks in rooms of other servers that are not answered, or not kept, yet: what comes of them may be faster. */
import { endOf } from "../bounds/end-of.js";

/** From its start, others wait for an entry no longer than that. */
const PATIENCE_MS = 10_000;

interface Entry {
  readonly kind: "join" | "knock";
  readonly userId: string;
  readonly isAutomatic?: boolean | undefined;
  /** Resolves when it is done, or has taken too long to be waited for. */
  readonly waited: Promise<unknown>;
}

/** Of this process. */
export class EntriesUnderWay {
  readonly #all = new Map<string, Set<Entry>>();
  readonly #patienceMs: number;

  constructor({ patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {}) {
    this.#patienceMs = patienceMs;
  }

  /** Does the work of an entry. */
  async run<T>(roomId: string, begun: Omit<Entry, "waited">, work: () => Promise<T>): Promise<T> {
    const started = work();
    const waited = Promise.race([
      Promise.allSettled([started]),
      endOf(AbortSignal.timeout(this.#patienceMs)),
    ]);
    const entry: Entry = { ...begun, waited };
    const ofRoom = this.#all.get(roomId) ?? new Set();
    this.#all.set(roomId, ofRoom.add(entry));
    try {
      return await started;
    } finally {
      ofRoom.delete(entry);
      if (ofRoom.size === 0) this.#all.delete(roomId);
    }
  }

  /** Whether something of a room may have to wait. */
  isEntering(roomId: string): boolean {
    return this.#all.has(roomId);
  }

  /** Whether a user's knock is not answered yet. */
  isKnocking(roomId: string, userId: string): boolean {
    return this.#of(roomId).some((entry) => entry.kind === "knock" && entry.userId === userId);
  }

  /** Waits for joins in a room, and for knocks of a user there. */
  async settled(roomId: string, userId: string | undefined): Promise<void> {
    await waitFor(this.#of(roomId).filter((entry) => entry.kind === "join" || entry.userId === userId));
  }

  /** Waits for what a user has begun, and not the server in their name. */
  async settledOf(roomId: string, userId: string): Promise<void> {
    await waitFor(this.#of(roomId).filter((entry) => entry.userId === userId && entry.isAutomatic !== true));
  }

  #of(roomId: string): readonly Entry[] {
    return [...(this.#all.get(roomId) ?? [])];
  }
}

async function waitFor(entries: readonly Entry[]): Promise<void> {
  await Promise.all(entries.map(({ waited }) => waited));
}
