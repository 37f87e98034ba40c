/** The ID of the request in the course of which something happens, for the log (O48). */
import { AsyncLocalStorage } from "node:async_hooks";

const ids = new AsyncLocalStorage<string>();

/** Does something, and what follows from it, in the course of a request. */
export function inRequest<T>(id: string, begin: () => T): T {
  return ids.run(id, begin);
}

/** Undefined for what happens by itself. */
export function requestId(): string | undefined {
  return ids.getStore();
}
