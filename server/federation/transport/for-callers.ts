/** Calls to other servers that clients cause: few at a time for each of them, and for all who have no account together (O11). */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import { textAt } from "../../values/member-of.js";

/** Stands for everybody without an account. */
const STRANGERS = "";

const asking = new AsyncLocalStorage<string>();

/** The user on whose behalf the present work is, or `STRANGERS`; undefined for work of our own, and of other servers. */
export function currentCaller(): string | undefined {
  return asking.getStore();
}

/** Does something, with all that follows from it, for a user or for strangers. */
export function onBehalfOfCaller<T>(caller: string, work: () => T): T {
  return asking.run(caller, work);
}

/** Does something that a request only gave rise to, as sending what it added to a queue. */
export function onOwnBehalf<T>(work: () => T): T {
  return asking.exit(work);
}

/** The same operations, each as work for who calls it; those that take an account where there is one are for strangers without it. */
export function forCallers(mounted: Mounted): Mounted {
  const entries = mounted.entries.map((entry) => {
    const { route, handle } = entry;
    const isForServers = route.security?.includes("x-matrix") === true;
    if (isForServers) return entry;
    return {
      ...entry,
      handle: (call: unknown) =>
        onBehalfOfCaller(textAt(call, "auth", "userId") ?? STRANGERS, () => handle(call)),
    };
  });
  return { ...mounted, entries };
}
