/** Routes of the specification, by which those that are in no schema are described. */
import { routes } from "@knockgen/matrix/routes/client-server";
import type { Route } from "@knockgen/matrix/runtime/route";

/** The route of an operation. */
export function routeOf(operation: string): Route {
  const route = routes.find(({ name }) => name === operation);
  if (route === undefined) throw new Error(`there is no route ${operation}`);
  return route;
}
