/** Sends to one server what waits for it, in order, one transaction at a time. */
import { type JsonObject, tryCanonicalEventJson } from "@knockgen/auth";
import type { Clock } from "../../values/clock.js";
import type { TransactionResults } from "../calls/answers.js";
import type { FederationClient } from "../calls/client.js";
import type { FederationError } from "../transport/transport.js";
import { type BackOffOptions, backOff } from "./back-off.js";
import type { DestinationState, OutboxEntry, OutboxStore } from "./outbox-store.js";
import { MAX_EDUS, MAX_PDUS, transactionOf } from "./transaction.js";

/** State that all senders of a queue share. */
export interface SenderOptions {
  readonly origin: string;
  readonly store: OutboxStore;
  readonly client: Pick<FederationClient, "sendTransaction">;
  readonly clock: Clock;
  readonly random: () => number;
  readonly backOff: BackOffOptions;
  /** Bound of the events that wait for a server that is down. */
  readonly keep: { readonly pdus: number; readonly edus: number };
  readonly report: (report: SendReport) => void;
  readonly signal: AbortSignal;
}

/** Outcome of a transaction, for logs and tests. */
export type SendReport =
  | { readonly kind: "sent"; readonly destination: string; readonly results: TransactionResults }
  | {
      readonly kind: "failed";
      readonly destination: string;
      readonly error: FederationError;
      readonly retryAt: number;
    }
  /** Entries that will not arrive: refused one by one, or too many for a server that is down. */
  | { readonly kind: "dropped"; readonly destination: string; readonly entries: number }
  /** Nothing was sent, as something went wrong here: the store does not answer, or there is a bug. */
  | {
      readonly kind: "broken";
      readonly destination: string;
      readonly error: unknown;
      readonly retryAt: number;
    };

/** Whether there is nothing left, or when to go on: after a failure, or since another process sends. */
export type Outcome =
  | { readonly kind: "empty" }
  | { readonly kind: "wait" | "held"; readonly untilTs: number };

/** EDUs that are of use only now, for one server; the oldest are dropped. */
const MAX_PASSING = 50;
/** How soon to look again after another process was found sending. */
const HOLD_RETRY_MS = 2_000;

/** Holds what is between two attempts; a restart loses nothing but that. */
export class DestinationSender {
  readonly destination: string;
  readonly #options: SenderOptions;
  /** Content of the last attempt. It may have arrived, so it is repeated unchanged. */
  #attempted: ReadonlySet<number> = new Set();
  /** EDUs that are of use only now. */
  #passing: JsonObject[] = [];
  /** How many entries to send at most, while the other side refuses larger transactions. */
  #limit = MAX_PDUS + MAX_EDUS;

  constructor(destination: string, options: SenderOptions) {
    this.destination = destination;
    this.#options = options;
  }

  /** Sends an EDU with the next transaction; if that does not get through, it is dropped. */
  pass(edu: JsonObject): void {
    this.#passing = [...this.#passing, edu].slice(-MAX_PASSING);
  }

  /**
   * Sends until nothing is left, or a failure says to wait. With `ignorePause`, the pause after earlier failures is over.
   * `hold` is asked before each transaction whether we still are the one to send.
   */
  async run(ignorePause: boolean, hold: () => Promise<boolean>): Promise<Outcome> {
    const outcome = await this.#run(ignorePause, hold);
    if (outcome.kind === "wait") this.#passing = [];
    return outcome;
  }

  async #run(ignorePause: boolean, hold: () => Promise<boolean>): Promise<Outcome> {
    const { store, clock, signal } = this.#options;
    let state = await this.#state();
    if (!ignorePause && state.retryAt > clock()) return { kind: "wait", untilTs: state.retryAt };
    while (!signal.aborted) {
      if (!(await hold())) return { kind: "held", untilTs: clock() + HOLD_RETRY_MS };
      const batch = await this.#nextBatch();
      if (batch.length === 0 && this.#passing.length === 0) return { kind: "empty" };
      const next = await this.#attempt(batch, state);
      if (next !== state) await store.saveDestination(next);
      state = next;
      if (state.retryAt > clock()) return { kind: "wait", untilTs: state.retryAt };
    }
    return { kind: "empty" };
  }

  async #state(): Promise<DestinationState> {
    const { destination } = this;
    const stored = await this.#options.store.loadDestination(destination);
    return stored ?? { destination, failures: 0, retryAt: 0, lastSuccessTs: 0 };
  }

  async #nextBatch(): Promise<readonly OutboxEntry[]> {
    const waiting = await this.#options.store.peek(this.destination, MAX_PDUS, MAX_EDUS);
    const repeat = waiting.filter(({ sequence }) => this.#attempted.has(sequence));
    return repeat.length > 0 && repeat.length === this.#attempted.size
      ? repeat
      : waiting.slice(0, this.#limit);
  }

  async #attempt(batch: readonly OutboxEntry[], state: DestinationState): Promise<DestinationState> {
    const { origin, client, clock, signal, store, report } = this.#options;
    const { destination } = this;
    const { txnId, body } = transactionOf(origin, batch, clock(), this.#takePassing(batch));
    this.#attempted = new Set(batch.map(({ sequence }) => sequence));
    const result = await client.sendTransaction(destination, txnId, body, { signal });
    if (result.ok) {
      await store.remove(destination, [...this.#attempted]);
      this.#attempted = new Set();
      this.#limit = Math.min(this.#limit * 2, MAX_PDUS + MAX_EDUS);
      report({ kind: "sent", destination, results: result.value });
      return { destination, failures: 0, retryAt: 0, lastSuccessTs: clock() };
    }
    const { error } = result;
    // We are about to stop, which says nothing of the other side.
    if (error.kind === "aborted") return state;
    if (await this.#dropPoison(batch, error)) return state;
    const failures = state.failures + 1;
    const pauseMs = backOff(failures, this.#options.random, this.#options.backOff);
    const askedMs = error.kind === "http" ? (error.retryAfterMs ?? 0) : 0;
    const retryAt = clock() + Math.max(pauseMs, Math.min(askedMs, this.#options.backOff.maxMs ?? askedMs));
    report({ kind: "failed", destination, error, retryAt });
    await this.trim();
    return { ...state, failures, retryAt };
  }

  /** Those that go with a batch: none with one that repeats an attempt, as it may have arrived. */
  #takePassing(batch: readonly OutboxEntry[]): readonly JsonObject[] {
    if (batch.length > 0 && this.#attempted.size > 0) return [];
    return this.#passing.splice(0, MAX_EDUS - batch.filter(({ kind }) => kind !== "pdu").length);
  }

  /** Drops the oldest entries of a server for which too many wait. */
  async trim(): Promise<void> {
    const { store, keep, report } = this.#options;
    const entries = await store.trim(this.destination, keep.pdus, keep.edus);
    if (entries > 0) report({ kind: "dropped", destination: this.destination, entries });
  }

  /**
   * One bad entry must not block all that come after it for ever. What is refused as it is, or cannot even be encoded,
   * is halved until the entry at fault stands alone. True if the next attempt is another one.
   */
  async #dropPoison(batch: readonly OutboxEntry[], error: FederationError): Promise<boolean> {
    const refused = error.kind === "http" && (error.status === 400 || error.status === 413);
    const unsendable = batch.filter(
      ({ json }) => error.kind === "unsendable" && !tryCanonicalEventJson(json).ok,
    );
    if (!refused && unsendable.length === 0) return false;
    this.#attempted = new Set();
    if (refused && batch.length > 1) {
      this.#limit = Math.ceil(batch.length / 2);
      return true;
    }
    const dropped = refused ? batch : unsendable;
    await this.#options.store.remove(
      this.destination,
      dropped.map(({ sequence }) => sequence),
    );
    this.#options.report({ kind: "dropped", destination: this.destination, entries: dropped.length });
    return true;
  }
}
