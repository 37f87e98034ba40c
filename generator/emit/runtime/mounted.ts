/** Handlers tied to their routes: what `mount` gives and `apis` takes. */
import type { Authenticate } from "./credentials.js";
import type { Route } from "./route.js";

/** Handlers of which it is known that they take what their `authenticate` gives. */
export interface Mounted {
  /** All operations of the API. */
  readonly routes: readonly Route[];
  /** Those that have been written: to the outside, the others do not exist. */
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly route: Route;
  /** Handlers differ in what they take; the checks of the route see to it that each gets what it declares. */
  readonly handle: (call: unknown) => unknown;
  readonly authenticate: Authenticate<unknown> | undefined;
}
