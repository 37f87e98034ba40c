/** Shared by the thread that loads a configuration and the thread of the hooks. */
import type { MessagePort } from "node:worker_threads";

/** Name in a module's query that says in which run it was loaded. */
export const RUN = "knockgen-run";

export interface HookData {
  /** Takes the path of each module of the project that is loaded. */
  readonly port: MessagePort;
  /** URL of the module that `knockgen` stands for. */
  readonly own: string;
}
