/**
 * Loading TypeScript takes a fifth of what an edit costs. A thread does it while the files are read and linked; by the time
 * that a type has to be printed, the compiler is there.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Schema } from "../../link/linked-spec.js";
import type { ThreadData } from "./print-thread.js";

const PATIENCE_MS = 10_000;

let started: PrintThread | undefined;

/** For a run that is likely to print little; one that prints all has nothing to gain. `cache` is the folder of what is remembered. */
export function startPrintThread(cache: string): void {
  started ??= new PrintThread(cache);
}

export function printThread(): PrintThread | undefined {
  return started;
}

class PrintThread {
  readonly #port;
  readonly #answers = new Int32Array(new SharedArrayBuffer(4));
  #asked = 0;

  constructor(cache: string) {
    const { port1, port2 } = new MessageChannel();
    const workerData: ThreadData = { port: port2, answers: this.#answers, cache };
    const worker = new Worker(new URL("print-thread.js", import.meta.url), {
      workerData,
      transferList: [port2],
    });
    this.#port = port1;
    // Neither keeps the process running, and what goes wrong there is done here.
    worker.unref();
    worker.on("error", () => {});
    port1.unref();
  }

  /** Waits for the text; undefined when there is none to be had. */
  print(schema: Schema): string | undefined {
    this.#port.postMessage(schema);
    Atomics.wait(this.#answers, 0, this.#asked, PATIENCE_MS);
    if (Atomics.load(this.#answers, 0) === this.#asked) return undefined;
    this.#asked += 1;
    const answer: { readonly message: unknown } | undefined = receiveMessageOnPort(this.#port);
    return typeof answer?.message === "string" ? answer.message : undefined;
  }
}
