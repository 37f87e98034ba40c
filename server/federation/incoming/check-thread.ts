/** The near end of a thread that checks requests. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Verdict } from "./check-worker.js";
import { refuse } from "./refusal.js";
import type { RequestToCheck } from "./request-check.js";

/** Several times what the largest honest body takes. One that takes more ends its thread, and nothing else. */
const MAX_CHECK_MS = 20_000;
const MAX_HEAP_MB = 512;

const TOO_COSTLY: Verdict = refuse(
  413,
  "M_TOO_LARGE",
  "Checking the body takes more time or memory than a request is given",
);

interface Waiting {
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
}

/** Checks one request at a time. */
export class CheckThread {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #ended = false;

  constructor() {
    this.#worker = new Worker(builtFile(), {
      // Options of the server's process may be useless in a thread, or forbidden.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    // A thread alone is not a reason for the process to go on.
    this.#worker.unref();
    this.#worker.on("message", (verdict: Verdict) => this.#take()?.resolve(verdict));
    this.#worker.on("error", (error: Error & { readonly code?: string }) => {
      this.#ended = true;
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") this.#take()?.resolve(TOO_COSTLY);
      else this.#take()?.reject(error);
    });
    this.#worker.on("exit", () => {
      this.#ended = true;
      this.#take()?.reject(new Error("the thread that checks requests was stopped"));
    });
  }

  /** It takes no more requests. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  async check(request: RequestToCheck): Promise<Verdict> {
    const late = setTimeout(() => {
      this.#take()?.resolve(TOO_COSTLY);
      this.end();
    }, MAX_CHECK_MS);
    try {
      return await new Promise<Verdict>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#worker.postMessage(request);
      });
    } finally {
      clearTimeout(late);
    }
  }

  end(): void {
    this.#ended = true;
    void this.#worker.terminate();
  }

  #take(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}

/** Beside this file where that is built. A thread cannot run the sources, so in tests it runs what is built of them. */
function builtFile(): string {
  const name = "check-worker.js";
  const here = nodePath.dirname(fileURLToPath(import.meta.url));
  const beside = nodePath.join(here, name);
  for (let folder = here; folder !== nodePath.dirname(folder); folder = nodePath.dirname(folder)) {
    const built = nodePath.join(folder, "dist", nodePath.relative(folder, here), name);
    if (!existsSync(beside) && existsSync(built)) return built;
  }
  return beside;
}
