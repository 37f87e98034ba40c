/** Messages to the second thread: work that it shares, and where its answers go. */
import type { MessagePort } from "node:worker_threads";
import type { Plan } from "../emit/validators/schemas/plan.js";
import type { SchemaId } from "../link/linked-spec.js";
import type { Shared } from "./batches.js";

export type Task =
  | { readonly kind: "read"; readonly folder: string; readonly shared: Shared<string> }
  | { readonly kind: "compile"; readonly schemas: Plan["schemas"]; readonly shared: Shared<SchemaId> };

export interface Message {
  readonly task: Task;
  readonly port: MessagePort;
}
