/**
 * A second thread for the longest parts of a run: it reads files with the first one, then compiles while other emitters run, and shares
 * what is left with it. The result is the same, whichever of them does a part.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Answer, CompileAside } from "../emit/validators/templates/compile-aside.js";
import { compileTemplates } from "../emit/validators/templates/compile-templates.js";
import type { SchemaId } from "../link/linked-spec.js";
import type { SpecFile } from "../load/loaded-spec.js";
import { type ReadAside, readAhead } from "../load/read-ahead.js";
import { countBatches, type Shared, share, takeBatches, waitForAnswers } from "./batches.js";
import type { Message, Task } from "./task.js";

const LIMITS = {
  /** Without a bound, a thread takes three times as much room for what is new as it needs. */
  maxYoungGenerationSizeMb: 4,
  /** Less than the first thread has: what is nested too deeply there must not pass here. */
  stackSizeMb: 0.75,
};

/** A few dozen milliseconds of work. */
const FILES = 8;
const SCHEMAS = 50;

/** To start a thread and load ajv in it takes longer than to compile so many schemas. */
const FEW = 100;

/** So long without an answer, the thread is given up. */
const PATIENCE_MS = 10_000;

/** For one run. */
export class SecondThread implements CompileAside, ReadAside {
  #worker: Worker | undefined;

  /** For a run that remembers nothing; any other starts it once it has enough for two. Nothing where threads are forbidden. */
  start(): void {
    if (this.#worker !== undefined) return;
    try {
      const worker = new Worker(new URL("worker.js", import.meta.url), { resourceLimits: LIMITS });
      // It does not keep the process running, and what goes wrong there is done here.
      worker.unref();
      worker.on("error", () => {});
      this.#worker = worker;
    } catch {
      // The first thread does it all.
    }
  }

  read(folder: string, paths: readonly string[]): readonly SpecFile[] {
    if (this.#worker === undefined) return [];
    const shared = share(paths, FILES);
    const port = this.#post({ kind: "read", folder, shared });
    return finish(shared, port, (batch) => readAhead(folder, batch));
  }

  begin(schemas: Parameters<CompileAside["begin"]>[0], wanted: readonly SchemaId[]): () => Answer {
    if (wanted.length > FEW) this.start();
    if (this.#worker === undefined) return () => [];
    const shared = share(wanted, SCHEMAS);
    const port = this.#post({ kind: "compile", schemas, shared });
    return () => finish(shared, port, (batch) => [...compileTemplates(schemas, batch)]);
  }

  /** The port on which it answers. */
  #post(task: Task): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const message: Message = { task, port: port2 };
    this.#worker?.postMessage(message, [port2]);
    return port1;
  }
}

/** Works beside the other thread until nothing is left; gives what both have done. */
function finish<Item, Done>(
  shared: Shared<Item>,
  port: MessagePort,
  work: (batch: readonly Item[]) => readonly Done[],
): Done[] {
  const own: (readonly Done[])[] = [];
  for (const batch of takeBatches(shared)) own.push(work(batch));
  waitForAnswers(shared, countBatches(shared) - own.length, PATIENCE_MS);
  for (;;) {
    const received: { readonly message: readonly Done[] } | undefined = receiveMessageOnPort(port);
    if (received === undefined) break;
    own.push(received.message);
  }
  port.close();
  return own.flat();
}
