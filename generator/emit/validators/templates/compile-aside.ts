/** Compilation of validators beside the thread that asks for it. Knows nothing of threads, so that programs need no types of Node's. */
import type { SchemaId } from "../../../link/linked-spec.js";
import type { FunctionTemplate } from "../rewrite/template.js";
import type { Plan } from "../schemas/plan.js";

/** Templates; none of a batch that failed. */
export type Answer = readonly (readonly [SchemaId, FunctionTemplate])[];

export interface CompileAside {
  /** Begins; what is returned takes part in the work until nothing is left. */
  readonly begin: (schemas: Plan["schemas"], wanted: readonly SchemaId[]) => () => Answer;
}
