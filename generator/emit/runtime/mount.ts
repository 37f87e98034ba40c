/** Ties handlers to the operations that they are for, and to who may call them. */
import type { Authenticate } from "./credentials.js";
import type { Entry, Mounted } from "./mounted.js";
import { API, type Handlers } from "./route.js";
import type { ServerOptions } from "./server-options.js";
import { unimplementedHandler } from "./unimplemented.js";

export type { Entry, Mounted } from "./mounted.js";

/** The handlers of one API, and who may call them. */
export interface Mount<Auth> {
  readonly handlers: Handlers<Auth>;
  readonly authenticate?: Authenticate<Auth> | undefined;
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
