/** Calls to other servers that clients without an account cause: few at a time, for all of them together (O11). */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Mounted } from "@knockgen/matrix/runtime/mount";

const asking = new AsyncLocalStorage<true>();

/** Whether the present work is on behalf of such a client. */
export function isForStranger(): boolean {
  return asking.getStore() === true;
}

/** The same operations, those that ask for no account as work for strangers. */
export function forStrangers(mounted: Mounted): Mounted {
  const entries = mounted.entries.map((entry) =>
    (entry.route.security ?? []).length > 0
      ? entry
      : { ...entry, handle: (call: unknown) => asking.run(true, () => entry.handle(call)) },
  );
  return { ...mounted, entries };
}
