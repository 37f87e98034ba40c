/** The operations that are really there: those whose handlers have been written, each with what it needs. */
import type { Authenticate } from "./credentials.js";
import { unimplementedHandler } from "./matrix-http-error.js";
import { API, type Route } from "./route.js";
import type { Mount, ServerOptions } from "./server-options.js";

export interface Entry {
  readonly route: Route;
  /** Handlers differ in what they take; the checks of the route see to it that this one gets what it declares. */
  readonly handle: (call: unknown) => unknown;
  readonly authenticate: Authenticate<unknown> | undefined;
}

export function entriesOf<Auth>(options: ServerOptions<Auth>): Entry[] {
  return mountsOf(options).flatMap(({ handlers, authenticate }) =>
    handlers[API].routes.flatMap((route): Entry[] => {
      const handler: unknown = Reflect.get(handlers, route.name);
      if (typeof handler !== "function" || handler === unimplementedHandler) return [];
      return [{ route, handle: (call) => Reflect.apply(handler, handlers, [call]), authenticate }];
    }),
  );
}

export function mountsOf<Auth>(
  options: ServerOptions<Auth>,
): readonly Mount<Auth>[] | readonly Mount<never>[] {
  return options.handlers === undefined ? options.apis : [options];
}
