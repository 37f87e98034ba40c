/**
 * A second thread for the longest part of a run. It loads ajv while the specification is read, and compiles while the other
 * emitters run; then both share what is left. The result is the same, whichever of them compiles.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { ANSWERED, countBatches, takeBatches } from "./batches.js";
import type { Answer, CompileAside, Task } from "./compile-aside.js";
import { compileTemplates } from "./compile-templates.js";

/** Input of the thread. */
export interface ThreadData {
  readonly port: MessagePort;
  readonly counts: Int32Array;
}

/** Without a bound, a thread takes three times as much room for what is new as it needs. */
const YOUNG_MB = 4;

/** To start a thread and load ajv in it takes longer than to compile so many schemas. */
const FEW = 100;

/** So long without an answer, the thread is given up. */
const PATIENCE_MS = 10_000;

/** For one run. */
export class CompileThread implements CompileAside {
  readonly #counts = new Int32Array(new SharedArrayBuffer(8));
  #port: MessagePort | undefined;

  /** For a run that will compile everything; any other starts it once it has enough for two. Nothing where threads are forbidden. */
  start(): void {
    if (this.#port !== undefined) return;
    const { port1, port2 } = new MessageChannel();
    const workerData: ThreadData = { port: port2, counts: this.#counts };
    try {
      const worker = new Worker(new URL("compile-worker.js", import.meta.url), {
        workerData,
        transferList: [port2],
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
      // Neither keeps the process running, and what goes wrong there is done here.
      worker.unref();
      worker.on("error", () => {});
    } catch {
      return;
    }
    port1.unref();
    this.#port = port1;
  }

  /** Lets the thread begin; what is returned compiles beside it until nothing is left. */
  begin(schemas: Task["schemas"], wanted: Task["wanted"]): () => Answer {
    if (wanted.length > FEW) this.start();
    const port = this.#port;
    if (port === undefined) return () => [];
    const task: Task = { schemas, wanted };
    port.postMessage(task);
    return () => {
      const own: Answer[] = [];
      for (const batch of takeBatches(wanted, this.#counts)) own.push([...compileTemplates(schemas, batch)]);
      this.#waitFor(countBatches(wanted) - own.length);
      return [...own, ...answersAt(port)].flat();
    };
  }

  #waitFor(answers: number): void {
    for (;;) {
      const answered = Atomics.load(this.#counts, ANSWERED);
      if (answered >= answers) return;
      if (Atomics.wait(this.#counts, ANSWERED, answered, PATIENCE_MS) === "timed-out") return;
    }
  }
}

function* answersAt(port: MessagePort): Generator<Answer> {
  for (;;) {
    const received: { readonly message: Answer } | undefined = receiveMessageOnPort(port);
    if (received === undefined) return;
    yield received.message;
  }
}
