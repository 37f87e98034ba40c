/** Where the answers to transactions are kept. The store implements it. */
import type { JsonObject } from "@knockgen/auth";

/** Keeps the answers that transactions were given, so that a repeat is answered alike. */
export interface InboxStore {
  loadAnswer(origin: string, txnId: string): Promise<JsonObject | undefined>;
  saveAnswer(origin: string, txnId: string, answer: JsonObject, now: number): Promise<void>;
  /** Forgets answers that were given before a time. */
  forgetAnswers(beforeTs: number): Promise<void>;
}
