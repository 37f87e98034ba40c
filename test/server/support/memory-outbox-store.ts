/** The outbox, kept in memory. */
import type {
  DestinationState,
  OutboxEntry,
  OutboxItem,
  OutboxStore,
} from "../../../server/federation/outbox/outbox-store.js";

interface Claim {
  readonly owner: string;
  readonly untilTs: number;
}

/** For tests, and as the model of what a store on disk has to do. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #entries = new Map<string, OutboxEntry[]>();
  readonly #destinations = new Map<string, DestinationState>();
  readonly #claims = new Map<string, Claim>();
  #sequence = 0;

  async append(destinations: readonly string[], items: readonly OutboxItem[], now: number): Promise<void> {
    for (const destination of destinations) {
      const entries = this.#entries.get(destination) ?? [];
      for (const { kind, json } of items)
        entries.push({ kind, json, sequence: ++this.#sequence, queuedTs: now });
      this.#entries.set(destination, entries);
    }
  }

  async peek(destination: string, pdus: number, edus: number): Promise<readonly OutboxEntry[]> {
    const left = { pdu: pdus, edu: edus };
    return this.#of(destination).filter(({ kind }) => left[kind === "pdu" ? "pdu" : "edu"]-- > 0);
  }

  async remove(destination: string, sequences: readonly number[]): Promise<void> {
    const gone = new Set(sequences);
    this.#keep(destination, ({ sequence }) => !gone.has(sequence));
  }

  async trim(destination: string, pdus: number, edus: number): Promise<number> {
    const before = this.#of(destination);
    const left = { pdu: pdus, edu: edus, message: pdus };
    const kept = new Set([...before].reverse().filter(({ kind }) => left[kind]-- > 0));
    this.#keep(destination, (entry) => kept.has(entry));
    return before.length - kept.size;
  }

  async waiting(): Promise<readonly string[]> {
    return [...this.#entries.keys()];
  }

  async loadDestination(destination: string): Promise<DestinationState | undefined> {
    return this.#destinations.get(destination);
  }

  async saveDestination(state: DestinationState): Promise<void> {
    this.#destinations.set(state.destination, state);
  }

  async claim(destination: string, owner: string, now: number, untilTs: number): Promise<boolean> {
    const present = this.#claims.get(destination);
    if (present !== undefined && present.owner !== owner && present.untilTs > now) return false;
    this.#claims.set(destination, { owner, untilTs });
    return true;
  }

  async release(destination: string, owner: string): Promise<void> {
    if (this.#claims.get(destination)?.owner === owner) this.#claims.delete(destination);
  }

  #of(destination: string): readonly OutboxEntry[] {
    return this.#entries.get(destination) ?? [];
  }

  #keep(destination: string, wanted: (entry: OutboxEntry) => boolean): void {
    const kept = this.#of(destination).filter(wanted);
    if (kept.length === 0) this.#entries.delete(destination);
    else this.#entries.set(destination, kept);
  }
}
