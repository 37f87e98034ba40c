/** Calls to other servers that clients without an account cause: few at a time, for all of them together (O11). */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Mounted } from "@knockgen/matrix/runtime/mount";

const asking = new AsyncLocalStorage<true>();

/** Whether the present work is on behalf of such a client. */
export function isForStranger(): boolean {
  return asking.getStore() === true;
}

/** The same operations, those that ask for no account as work for strangers; so are those that take an account where there is one. */
export function forStrangers(mounted: Mounted): Mounted {
  const entries = mounted.entries.map((entry) => {
    const { route, handle } = entry;
    const needsAccount = (route.security ?? []).length > 0 && route.anonymous !== true;
    if (needsAccount) return entry;
    return {
      ...entry,
      handle: (call: unknown) => (hasAccount(call) ? handle(call) : asking.run(true, () => handle(call))),
    };
  });
  return { ...mounted, entries };
}

function hasAccount(call: unknown): boolean {
  return typeof call === "object" && call !== null && "auth" in call && call.auth !== undefined;
}
