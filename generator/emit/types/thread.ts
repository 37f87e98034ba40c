/**
 * Loading TypeScript takes a fifth of what an edit costs. A thread does it while the files are read and linked; by the time
 * that a type has to be printed, the compiler is there.
 */
import { MessageChannel, Worker } from "node:worker_threads";
import type { Schema } from "../../link/linked-spec.js";
import { Answers } from "./answers.js";
import type { ThreadData } from "./print-thread.js";

let started: PrintThread | undefined;

/** For a run that is likely to print little; one that prints all has nothing to gain. `cache` is the folder of what is remembered. */
export function startPrintThread(cache: string): void {
  started ??= new PrintThread(cache);
}

export function printThread(): PrintThread | undefined {
  return started;
}

class PrintThread {
  readonly #answers: Answers;

  constructor(cache: string) {
    const { port1, port2 } = new MessageChannel();
    const count = new Int32Array(new SharedArrayBuffer(4));
    const workerData: ThreadData = { port: port2, answers: count, cache };
    const worker = new Worker(new URL("print-thread.js", import.meta.url), {
      workerData,
      transferList: [port2],
    });
    this.#answers = new Answers(port1, count);
    // Neither keeps the process running, and what goes wrong there is done here.
    worker.unref();
    worker.on("error", () => {});
    port1.unref();
  }

  /** Waits for the text; undefined when there is none to be had. */
  print(schema: Schema): string | undefined {
    const text = this.#answers.ask(schema);
    return typeof text === "string" ? text : undefined;
  }
}
