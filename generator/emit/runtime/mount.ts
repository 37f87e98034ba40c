/** Ties handlers to the operations that they are for, and to who may call them. */
import type { Authenticate } from "./credentials.js";
import { API, type Handlers, type Route } from "./route.js";
import type { ServerOptions } from "./server-options.js";
import { unimplementedHandler } from "./unimplemented.js";

/** The handlers of one API, and who may call them. */
export interface Mount<Auth> {
  readonly handlers: Handlers<Auth>;
  readonly authenticate?: Authenticate<Auth> | undefined;
}

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

/** One of several APIs, for `apis`. */
export function mount<Auth>({ handlers, authenticate }: Mount<Auth>): Mounted {
  if (!(API in handlers))
    throw new TypeError("the handlers lack their routes: begin them with `...unimplemented`");
  const { routes } = handlers[API];
  const entries = routes.flatMap((route): Entry[] => {
    const handler: unknown = Reflect.get(handlers, route.name);
    if (typeof handler !== "function" || handler === unimplementedHandler) return [];
    return [{ route, handle: (call) => Reflect.apply(handler, handlers, [call]), authenticate }];
  });
  return { routes, entries };
}

export function mountedOf<Auth>({
  handlers,
  authenticate,
  apis = [],
}: ServerOptions<Auth>): readonly Mounted[] {
  if (handlers === undefined && apis.length === 0) throw new TypeError("there are no handlers to mount");
  return handlers === undefined ? apis : [mount({ handlers, authenticate }), ...apis];
}
