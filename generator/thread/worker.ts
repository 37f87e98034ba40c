/** The other side of `second-thread.ts`: takes batches of each task until nothing is left. */
import { parentPort } from "node:worker_threads";
import type { Plan } from "../emit/validators/schemas/plan.js";
import type { Answer } from "../emit/validators/templates/compile-aside.js";
import { compileTemplates } from "../emit/validators/templates/compile-templates.js";
import type { SchemaId } from "../link/linked-spec.js";
import { readAhead } from "../load/read-ahead.js";
import { countAnswer, type Shared, takeBatches } from "./batches.js";
import type { Message } from "./task.js";

parentPort?.on("message", ({ task, port }: Message): void => {
  if (task.kind === "compile") {
    answer(task.shared, port, (wanted) => compile(task.schemas, wanted));
    // The last task: the room that this thread takes is free before the first one needs most.
    parentPort?.close();
    return;
  }
  answer(task.shared, port, (paths) => readAhead(task.folder, paths));
  // Loads ajv while the first thread goes on with what was read.
  compile(new Map([["", { type: "string" }]]), [""]);
});

function answer<Item>(
  shared: Shared<Item>,
  port: Message["port"],
  work: (batch: readonly Item[]) => readonly unknown[],
): void {
  for (const batch of takeBatches(shared)) {
    port.postMessage(work(batch));
    countAnswer(shared);
  }
}

function compile(schemas: Plan["schemas"], wanted: readonly SchemaId[]): Answer {
  try {
    return [...compileTemplates(schemas, wanted)];
  } catch {
    return []; // the other side tries for itself, and says what is wrong
  }
}
