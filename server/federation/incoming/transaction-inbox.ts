/** Transactions that other servers send us: read, answered once, and answered the same when they are repeated. */
import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { SingleFlight } from "../../bounds/single-flight.js";
import { Turns } from "../../bounds/turns.js";
import type { Clock } from "../../values/clock.js";
import { MAX_EDUS, MAX_PDUS } from "../outbox/transaction.js";
import type { InboxStore } from "./inbox-store.js";

/** Content of a transaction. */
export interface ReceivedTransaction {
  /** Not checked yet; entries that are not objects are dropped. */
  readonly pdus: readonly JsonObject[];
  readonly edus: readonly JsonObject[];
}

/** A transaction, or what is wrong with it as a whole. */
export type TransactionRead =
  | { readonly ok: true; readonly transaction: ReceivedTransaction }
  | { readonly ok: false; readonly message: string };

/** Reads the body of a transaction, as `auth.content` holds it. */
export function readTransaction(content: JsonValue | undefined): TransactionRead {
  if (!isJsonObject(content)) return { ok: false, message: "A transaction is an object" };
  const pdus = listOf(content, "pdus");
  const edus = listOf(content, "edus");
  if (pdus === undefined || edus === undefined) return { ok: false, message: "pdus and edus are lists" };
  if (pdus.length > MAX_PDUS) return { ok: false, message: `More than ${MAX_PDUS} events in a transaction` };
  if (edus.length > MAX_EDUS) return { ok: false, message: `More than ${MAX_EDUS} EDUs in a transaction` };
  return { ok: true, transaction: { pdus: pdus.filter(isJsonObject), edus: edus.filter(isJsonObject) } };
}

function listOf(content: JsonObject, key: string): readonly JsonValue[] | undefined {
  const list = own(content, key);
  if (list === undefined) return [];
  return Array.isArray(list) ? list : undefined;
}

/** Outcome of one event. */
export interface PduResult {
  /** Undefined for entries that are not events, which an answer cannot name. */
  readonly eventId: string | undefined;
  /** Missing where the event was taken. */
  readonly error?: string;
}

/** Takes events one after another, as later ones build on earlier ones; one that fails does not stop the rest. */
export async function answerPdus(
  pdus: readonly JsonObject[],
  take: (event: JsonObject) => Promise<PduResult>,
): Promise<{ readonly pdus: JsonObject }> {
  const results: Record<string, JsonObject> = Object.create(null);
  const turns = new Turns();
  for (const event of pdus) {
    await turns.next();
    const { eventId, error } = await take(event);
    if (eventId !== undefined) results[eventId] = error === undefined ? {} : { error };
  }
  return { pdus: results };
}

/** How long a server may take to repeat a transaction whose answer it missed. */
const KEEP_MS = 24 * 60 * 60 * 1000;
const FORGET_EVERY = 500;

/** Remembers which transactions were answered, and how. */
export class TransactionInbox {
  readonly #store: InboxStore;
  readonly #clock: Clock;
  readonly #flights = new SingleFlight<JsonObject>();
  #answered = 0;

  constructor(store: InboxStore, clock: Clock = Date.now) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * The answer to a transaction. `process` runs once for each origin and ID, even when a repeat arrives while it runs; if
   * it rejects, nothing is remembered and a repeat runs it again.
   */
  answer(origin: string, txnId: string, process: () => Promise<JsonObject>): Promise<JsonObject> {
    const id = plainId(txnId);
    // Server names hold no space, so no two pairs share a key.
    return this.#flights.run(`${origin} ${id}`, async () => {
      const before = await this.#store.loadAnswer(origin, id);
      if (before !== undefined) return before;
      const answer = await process();
      const now = this.#clock();
      await this.#store.saveAnswer(origin, id, answer, now);
      if (++this.#answered % FORGET_EVERY === 0) await this.#store.forgetAnswers(now - KEEP_MS);
      return answer;
    });
  }
}

/** The other side chooses the ID: what is long, or holds what no store takes, is kept by its hash. */
function plainId(txnId: string): string {
  if (/^[!-~]{1,128}$/.test(txnId)) return txnId;
  // A space cannot stand in an ID that is kept as it is.
  return `sha256 ${createHash("sha256").update(txnId).digest("base64url")}`;
}
