/** Answers to transactions, kept in memory. */
import type { JsonObject } from "@knockgen/auth";
import type { InboxStore } from "../../../server/federation/incoming/inbox-store.js";

interface Kept {
  readonly answer: JsonObject;
  readonly ts: number;
}

/** For tests. Holds a bounded number of answers; the oldest go first. */
export class MemoryInboxStore implements InboxStore {
  readonly #limit: number;
  readonly #answers = new Map<string, Kept>();

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  async loadAnswer(origin: string, txnId: string): Promise<JsonObject | undefined> {
    return this.#answers.get(keyOf(origin, txnId))?.answer;
  }

  async saveAnswer(origin: string, txnId: string, answer: JsonObject, now: number): Promise<void> {
    this.#answers.set(keyOf(origin, txnId), { answer, ts: now });
    for (const key of this.#answers.keys()) {
      if (this.#answers.size <= this.#limit) break;
      this.#answers.delete(key);
    }
  }

  async forgetAnswers(beforeTs: number): Promise<void> {
    for (const [key, { ts }] of this.#answers) if (ts < beforeTs) this.#answers.delete(key);
  }
}

/** Server names hold no space, so no two pairs share a key. */
function keyOf(origin: string, txnId: string): string {
  return `${origin} ${txnId}`;
}
