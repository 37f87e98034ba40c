/** Takes transactions one after the other, and each once. */
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";
import type { TransactionLog } from "./transaction-log.js";

/** Work of a transaction: one step an event, so that a repeat after a failure goes on where it stopped. */
export type Step = () => void | Promise<void>;

/** A homeserver waits for an answer before it sends the next; more than this at once is an error of its. */
const MAX_WAITING = 16;

export class Transactions {
  readonly #log: TransactionLog;
  readonly #waiting = new Map<string, Promise<void>>();
  #last: Promise<unknown> = Promise.resolve();
  /** Steps that are done of the transaction that failed last. */
  #failed: { readonly txnId: string; readonly done: number } | undefined;

  constructor(log: TransactionLog) {
    this.#log = log;
  }

  /** Resolves when the transaction is done, now or before. Rejects where a step fails; the homeserver then sends it again. */
  async take(txnId: string, steps: readonly Step[]): Promise<void> {
    const same = this.#waiting.get(txnId);
    if (same !== undefined) return await same;
    if (this.#waiting.size >= MAX_WAITING)
      throw new MatrixHttpError(503, "M_UNKNOWN", "Too many transactions at once");
    const turn = this.#last.then(() => this.#run(txnId, steps));
    this.#waiting.set(txnId, turn);
    this.#last = turn.catch(() => {});
    try {
      await turn;
    } finally {
      this.#waiting.delete(txnId);
    }
  }

  async #run(txnId: string, steps: readonly Step[]): Promise<void> {
    if (await this.#log.has(txnId)) return;
    let done = this.#failed?.txnId === txnId ? this.#failed.done : 0;
    try {
      for (const step of steps.slice(done)) {
        await step();
        done++;
      }
      await this.#log.add(txnId);
    } catch (error) {
      this.#failed = { txnId, done };
      throw error;
    }
    this.#failed = undefined;
  }
}
