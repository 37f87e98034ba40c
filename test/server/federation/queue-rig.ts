/** A queue of transactions over a store in memory, other servers whose answers a test decides, and time that a test lets pass. */
import { type JsonObject, own } from "@knockgen/auth";
import type { TransactionResults } from "../../../server/federation/calls/answers.js";
import type { SendReport } from "../../../server/federation/outbox/destination-sender.js";
import type { OutboxItem } from "../../../server/federation/outbox/outbox-store.js";
import {
  TransactionQueue,
  type TransactionQueueOptions,
} from "../../../server/federation/outbox/transaction-queue.js";
import type { FederationError, FederationResult } from "../../../server/federation/transport/transport.js";
import { MemoryOutboxStore } from "../support/memory-outbox-store.js";
import { FakeTime } from "./support.js";

/** Ways in which a server treats a transaction: takes it, takes it without our learning of it, or fails. */
export type Fate = "take" | "take-silently" | "fail";

export interface Arrival {
  readonly server: string;
  readonly txnId: string;
  readonly pdus: readonly unknown[];
  readonly edus: readonly unknown[];
}

const TIMEOUT: FederationError = { kind: "timeout", message: "no answer" };

export function pdu(n: number): OutboxItem {
  return { kind: "pdu", json: { n } };
}

export function edu(n: number): OutboxItem {
  return { kind: "edu", json: { n } };
}

function numbersIn(transaction: JsonObject, key: string): readonly unknown[] {
  const list = own(transaction, key);
  return Array.isArray(list) ? list.map((entry: JsonObject) => own(entry, "n")) : [];
}

export interface QueueRig {
  readonly queue: TransactionQueue;
  readonly time: FakeTime;
  readonly store: MemoryOutboxStore;
  /** Transactions that were taken. */
  readonly arrivals: readonly Arrival[];
  readonly reports: readonly SendReport[];
  /** For a second queue over the same store. */
  readonly common: TransactionQueueOptions;
}

export function rig(
  fateOf: (arrival: Arrival) => Fate | FederationError,
  options: Partial<TransactionQueueOptions> = {},
): QueueRig {
  const time = new FakeTime();
  const store = new MemoryOutboxStore();
  const arrivals: Arrival[] = [];
  const reports: SendReport[] = [];
  const client = {
    sendTransaction: async (
      server: string,
      txnId: string,
      transaction: JsonObject,
    ): Promise<FederationResult<TransactionResults>> => {
      const arrival = {
        server,
        txnId,
        pdus: numbersIn(transaction, "pdus"),
        edus: numbersIn(transaction, "edus"),
      };
      const fate = fateOf(arrival);
      if (fate === "take" || fate === "take-silently") arrivals.push(arrival);
      if (fate === "take") return { ok: true, value: new Map() };
      return { ok: false, error: typeof fate === "string" ? TIMEOUT : fate };
    },
  };
  const common = {
    serverName: "us.example",
    store,
    client,
    clock: time.clock,
    scheduler: time.scheduler,
    random: () => 1,
    report: (report: SendReport) => reports.push(report),
    ...options,
  };
  return { time, store, arrivals, reports, common, queue: new TransactionQueue(common) };
}

/** Lets pauses pass until nothing is left to wait for. */
export async function drain(queue: TransactionQueue, time: FakeTime): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    await queue.settled();
    if (time.next === undefined) return;
    time.advance(time.next - time.now);
  }
  throw new Error("the queue never comes to rest");
}
