/** Transactions: what a server sends to another in one go (server-server API, "Transactions"). */
import { createHash, randomUUID } from "node:crypto";
import type { JsonObject } from "@knockgen/auth";
import { batchReceipts } from "../../receipts/batched.js";
import type { OutboxEntry } from "./outbox-store.js";

/** "Transactions": at most that many events. */
export const MAX_PDUS = 50;
/** And that many other things. */
export const MAX_EDUS = 100;

/** A transaction and its ID. */
export interface Transaction {
  readonly txnId: string;
  readonly body: JsonObject;
}

/**
 * Makes a transaction of entries. The ID follows from which entries they are: sending the same ones again, even after a
 * crash, is a repeat that the other side recognises, and nothing else ever is. EDUs that are of use only now may come with them the
 * first time.
 */
export function transactionOf(
  origin: string,
  entries: readonly OutboxEntry[],
  now: number,
  passing: readonly JsonObject[] = [],
): Transaction {
  const hash = createHash("sha256");
  // Of passing EDUs alone there is never a repeat.
  if (entries.length === 0) hash.update(randomUUID());
  for (const { sequence, queuedTs } of entries) hash.update(`${sequence}@${queuedTs} `);
  const pdus = entries.filter(({ kind }) => kind === "pdu").map(({ json }) => json);
  const kept = entries.filter(({ kind }) => kind !== "pdu").map(({ json }) => json);
  const edus = [...batchReceipts(kept), ...passing];
  return {
    txnId: hash.digest("base64url").slice(0, 24),
    body: { origin, origin_server_ts: now, pdus, ...(edus.length === 0 ? {} : { edus }) },
  };
}
