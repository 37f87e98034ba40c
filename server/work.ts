/** Work that has begun: requests in their handlers, and what goes on behind them. Closing waits for it. */
import type { Credential } from "@knockgen/matrix/runtime/credentials";
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import { unavailable } from "./errors.js";
import type { Log } from "./log.js";
import { DatabaseLost } from "./store/database/database-lost.js";

/** Knows what is being worked on. */
export class Work {
  #running = 0;
  readonly #idle: (() => void)[] = [];
  readonly #closing = new AbortController();
  readonly #log: Log;
  #ended = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Aborted when everything should come to an end soon. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Does something that closing waits for. Once everything has ended, it is refused with 503. */
  async run<T>(begin: () => T | Promise<T>): Promise<T> {
    if (this.#ended) throw stopping();
    this.#running++;
    try {
      return await begin();
    } catch (error) {
      // Work that has outlived its store always fails, and there is no caller left to tell.
      throw this.#ended ? stopping() : error;
    } finally {
      if (--this.#running === 0) for (const wake of this.#idle.splice(0)) wake();
    }
  }

  /** Does what no request waits for; a failure goes into the log. */
  behind(failure: string, begin: () => unknown, about: object = {}): void {
    this.run(begin).catch((error: unknown) => this.#log("warn", failure, { ...about, error }));
  }

  /** Tells those that wait for something to wait no more. */
  close(): void {
    this.#closing.abort();
  }

  /** Resolves when nothing is left, true, or when the time is over. */
  settled(withinMs: number): Promise<boolean> {
    if (this.#running === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs);
      this.#idle.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  /** Refuses whatever comes from now on. */
  end(): void {
    this.#ended = true;
  }
}

/** O47: a client that tries again once the database is back loses nothing. */
export function orUnavailable(error: unknown): never {
  throw error instanceof DatabaseLost ? unavailable("The database does not answer at the moment") : error;
}

function stopping(): Error {
  return unavailable("This server is stopping");
}

/** The same operations, as work that closing waits for. */
export function asWork(work: Work, mounted: Mounted): Mounted {
  const entries = mounted.entries.map(({ route, handle, authenticate }) => ({
    route,
    handle: (call: unknown) => work.run(() => handle(call)).catch(orUnavailable),
    authenticate:
      authenticate &&
      ((credential: Credential) => work.run(() => authenticate(credential)).catch(orUnavailable)),
  }));
  return { ...mounted, entries };
}
