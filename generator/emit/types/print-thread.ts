/** The other side of `thread.ts`: loads the compiler at once, then prints what it is asked to. */
import { type MessagePort, workerData } from "node:worker_threads";
import { CodeCache } from "../../cache/code.js";
import { folderAt } from "../../cache/folder.js";
import type { Schema } from "../../link/linked-spec.js";
import { CompilerPrinter } from "./compiler-printer.js";

/** Input of the thread. */
export interface ThreadData {
  readonly port: MessagePort;
  /** Counts answers; waited for on the other side. */
  readonly answers: Int32Array;
  readonly cache: string;
}

const { port, answers, cache }: ThreadData = workerData;
const code = new CodeCache(folderAt(cache));
code.load("typescript");
const printer = new CompilerPrinter();
printer.print({ type: "string" }); // loads the rest of what printing needs

port.on("message", (schema: Schema) => {
  const text = attempt(schema);
  code.save();
  port.postMessage(text);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
});

function attempt(schema: Schema): string | undefined {
  try {
    return printer.print(schema);
  } catch {
    return undefined; // the other side tries for itself, and says what is wrong
  }
}
