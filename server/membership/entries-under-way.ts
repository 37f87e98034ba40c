/** Joins and knocks in rooms of other servers that are not answered, or not kept, yet: what comes of them may be faster. */
import { randomUUID } from "node:crypto";
import { endOf } from "../bounds/end-of.js";
import type { Entry, EntryStore, HeldEntry } from "../store/rooms/entries.js";

/** From its start, others wait for an entry no longer than that. */
const PATIENCE_MS = 10_000;
/** How soon to look again for those of other processes. */
const LOOK_MS = 200;
/** Several fit into the time for which the store takes one as going on. */
const BEAT_MS = 4_000;

interface OwnEntry extends Entry {
  /** Resolves when it is done, or has taken too long to be waited for. */
  readonly waited: Promise<unknown>;
}

interface Options {
  readonly patienceMs?: number | undefined;
  /** That of all processes on a database, where there may be several. */
  readonly shared?: EntryStore | undefined;
}

/** Of this process, and of others on the same database. */
export class EntriesUnderWay {
  readonly #all = new Map<string, Set<OwnEntry>>();
  readonly #patienceMs: number;
  readonly #shared: EntryStore | undefined;
  #hasOthers = false;

  constructor({ patienceMs = PATIENCE_MS, shared }: Options = {}) {
    this.#patienceMs = patienceMs;
    this.#shared = shared;
  }

  /** Only from then on the entries of other processes are asked for; a process that starts later has to find ours. */
  expectOthers(): void {
    this.#hasOthers = true;
  }

  /** Whether other processes may have changed rooms of which this one has not heard yet. */
  get hasOthers(): boolean {
    return this.#hasOthers;
  }

  /** Does the work of an entry. */
  async run<T>(roomId: string, begun: Entry, work: () => Promise<T>): Promise<T> {
    const started = this.#telling(roomId, begun, work);
    const waited = Promise.race([
      Promise.allSettled([started]),
      endOf(AbortSignal.timeout(this.#patienceMs)),
    ]);
    const entry: OwnEntry = { ...begun, waited };
    const ofRoom = this.#all.get(roomId) ?? new Set();
    this.#all.set(roomId, ofRoom.add(entry));
    try {
      return await started;
    } finally {
      ofRoom.delete(entry);
      if (ofRoom.size === 0) this.#all.delete(roomId);
    }
  }

  /** Those of some rooms of which something may have to wait. */
  async enteringAmong(roomIds: readonly string[]): Promise<ReadonlySet<string>> {
    const own = roomIds.filter((roomId) => this.#all.has(roomId));
    const others = (await this.#ofAll(roomIds)).map(({ roomId }) => roomId);
    return new Set([...own, ...others]);
  }

  /** Whether a user's knock is not answered yet. */
  async isKnocking(roomId: string, userId: string): Promise<boolean> {
    const isOne = (entry: Entry): boolean => entry.kind === "knock" && entry.userId === userId;
    return this.#of(roomId).some(isOne) || (await this.#ofAll([roomId])).some(isOne);
  }

  /** Waits for joins in a room, and for knocks of a user there. */
  settled(roomId: string, userId: string | undefined): Promise<void> {
    return this.#wait(roomId, (entry) => entry.kind === "join" || entry.userId === userId);
  }

  /** Waits for what a user has begun, and not the server in their name. */
  settledOf(roomId: string, userId: string): Promise<void> {
    return this.#wait(roomId, (entry) => entry.userId === userId && !entry.isAutomatic);
  }

  async #wait(roomId: string, concerns: (entry: Entry) => boolean): Promise<void> {
    await Promise.all(
      this.#of(roomId)
        .filter(concerns)
        .map(({ waited }) => waited),
    );
    // Newer ones may begin meanwhile.
    for (let waited = 0; waited < this.#patienceMs; waited += LOOK_MS) {
      const others = await this.#ofAll([roomId]);
      if (!others.some((entry) => entry.ageMs < this.#patienceMs && concerns(entry))) return;
      await endOf(AbortSignal.timeout(LOOK_MS));
    }
  }

  /** Does work of which the other processes know, as long as it goes on. */
  async #telling<T>(roomId: string, begun: Entry, work: () => Promise<T>): Promise<T> {
    const shared = this.#shared;
    if (shared === undefined) return work();
    const id = randomUUID();
    await shared.beginEntry(id, roomId, begun);
    // Where the database does not hear of it, the entry is over some seconds later.
    const ignored = (): void => {};
    const beats = setInterval(() => void shared.prolongEntry(id).catch(ignored), BEAT_MS);
    try {
      return await work();
    } finally {
      clearInterval(beats);
      await shared.endEntry(id).catch(ignored);
    }
  }

  #of(roomId: string): readonly OwnEntry[] {
    return [...(this.#all.get(roomId) ?? [])];
  }

  /** Of all processes, where there are several. */
  async #ofAll(roomIds: readonly string[]): Promise<readonly HeldEntry[]> {
    const shared = this.#hasOthers && roomIds.length > 0 ? this.#shared : undefined;
    return shared?.entriesIn(roomIds) ?? [];
  }
}
