/** The other side of `compile-thread.ts`: loads ajv at once, then compiles batches until nothing is left. */
import { workerData } from "node:worker_threads";
import { ANSWERED, takeBatches } from "./batches.js";
import type { Answer, Task } from "./compile-aside.js";
import { compileTemplates } from "./compile-templates.js";
import type { ThreadData } from "./compile-thread.js";

const { port, counts }: ThreadData = workerData;
attempt({ schemas: new Map([["", { type: "string" }]]), wanted: [""] });

port.once("message", (task: Task) => {
  for (const wanted of takeBatches(task.wanted, counts)) {
    port.postMessage(attempt({ ...task, wanted }));
    Atomics.add(counts, ANSWERED, 1);
    Atomics.notify(counts, ANSWERED);
  }
});

function attempt({ schemas, wanted }: Task): Answer {
  try {
    return [...compileTemplates(schemas, wanted)];
  } catch {
    return []; // the other side tries for itself, and says what is wrong
  }
}
