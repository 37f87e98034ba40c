/** Checks requests without holding up others: small ones at once, large ones in threads. */
import { availableParallelism } from "node:os";
import { Slots } from "../../bounds/slots.js";
import { addressKey } from "../../limits/address-key.js";
import { readJsonInTurns } from "../transport/read-json.js";
import { CheckThread } from "./check-thread.js";
import { tooMany } from "./refusal.js";
import { type CheckedRequest, checkRequest, type RequestToCheck, readContent } from "./request-check.js";

/** To check as much holds a thread for some 20 ms at the worst, and most transactions are smaller. */
export const LARGE_BODY_BYTES: number = 64 * 1024;

/** One core is left for everybody else. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));
/** An honest server sends one transaction after another, and few handshakes beside it. */
const WAITING_PER_ORIGIN = 8;
/** Servers behind one address, as where a proxy is not trusted, or where one machine serves many names. */
const WAITING_PER_ADDRESS = 16;
/** Kept until then, as to start a thread takes longer than to check most requests. */
const IDLE_MS = 10_000;
/** About as long as a large request takes. */
const RETRY_MS = 1_000;

/** Threads are started when there is work for them. */
export class CheckPool {
  /** By address too: a caller who names a server without being it fills no place of that server's (O6). */
  readonly #origins = new Slots({ perKey: 1, waitingPerKey: WAITING_PER_ORIGIN });
  readonly #addresses = new Slots({ perKey: 1, waitingPerKey: WAITING_PER_ADDRESS });
  readonly #places = new Slots({ perKey: THREADS, waitingPerKey: Number.POSITIVE_INFINITY });
  readonly #threads = new Set<CheckThread>();
  readonly #idle = new Map<CheckThread, NodeJS.Timeout>();
  #closed = false;

  /** How many threads there are. */
  get threads(): number {
    return this.#threads.size;
  }

  async check(request: RequestToCheck): Promise<CheckedRequest> {
    // The body is encoded anew for each signature.
    const work = request.bytes.length * request.authorization.length;
    if (work <= LARGE_BODY_BYTES) return checkRequest(request);
    const address = addressKey(request.address);
    const checked = await this.#origins.run(`${address} ${request.origin}`, () =>
      this.#addresses.run(address, () => this.#places.run("", () => this.#checkLarge(request))),
    );
    return checked ?? tooMany(`Too many requests of ${request.origin} are waiting`, RETRY_MS);
  }

  /** Ends the threads, whatever they do. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#idle.values()) clearTimeout(timer);
    this.#idle.clear();
    for (const thread of this.#threads) thread.end();
    this.#threads.clear();
  }

  async #checkLarge(request: RequestToCheck): Promise<CheckedRequest> {
    const thread = this.#take();
    try {
      const verdict = await thread.check(request);
      if (!verdict.ok) return verdict;
    } finally {
      this.#release(thread);
    }
    return readContent(await readJsonInTurns(request.bytes));
  }

  #take(): CheckThread {
    if (this.#closed) throw new Error("the server is closing");
    for (const [thread, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(thread);
      if (!thread.hasEnded) return thread;
      this.#threads.delete(thread);
    }
    const thread = new CheckThread();
    this.#threads.add(thread);
    return thread;
  }

  #release(thread: CheckThread): void {
    if (thread.hasEnded) this.#threads.delete(thread);
    else this.#idle.set(thread, setTimeout(() => this.#discard(thread), IDLE_MS).unref());
  }

  #discard(thread: CheckThread): void {
    this.#idle.delete(thread);
    this.#threads.delete(thread);
    thread.end();
  }
}
