/** Mounts operations one by one, so that a bundle holds the checks of those that are mounted and no others. */
import type { Authenticate } from "./credentials.js";
import type { Mounted } from "./mounted.js";
import type { AuthOf, Caller, Handler, OperationRoute } from "./route.js";

/** Any route of a single operation. */
export type AnyRoute = OperationRoute<never, unknown, never>;

/** The handler that a route wants, where `authenticate` gives `A`. */
export type HandlerOf<R extends AnyRoute, A> =
  R extends OperationRoute<infer In, infer Out, infer By extends Caller>
    ? Handler<In, Out, AuthOf<By, A>>
    : never;

/** Ties a handler to the route of its operation, for `apis`. */
export type Mounter<Auth> = <Route extends AnyRoute>(
  route: Route,
  handler: HandlerOf<Route, Auth>,
) => Mounted;

/**
 * For operations with the same callers; without `authenticate`, no credential is good. Of two operations that share method and
 * path, mount both in the order in which `routes` has them.
 *
 *     const on = createMounter(authenticate);
 *     createFetchHandler({ apis: [on(makeKnock, ({ path, auth }) => …)] });
 */
export function createMounter<Auth>(authenticate?: Authenticate<Auth>): Mounter<Auth> {
  return (route, handler) => {
    const run: unknown = handler;
    if (typeof run !== "function") throw new TypeError(`the handler of ${route.name} is not a function`);
    return {
      routes: [route],
      entries: [{ route, handle: (call) => Reflect.apply(run, undefined, [call]), authenticate }],
    };
  };
}
