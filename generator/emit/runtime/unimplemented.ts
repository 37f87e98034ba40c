/** Handlers that have not been written. */
import { MatrixHttpError } from "./matrix-http-error.js";
import { API, type Handlers, type Route } from "./route.js";

/** To the outside, the operation does not exist. */
export function unimplementedHandler(): MatrixHttpError {
  return new MatrixHttpError(404, "M_UNRECOGNIZED", "Unrecognized request");
}

/** Handlers of a whole API; spread, they carry its routes. */
export function unimplementedApi(name: string, routes: readonly Route[]): Handlers<unknown> {
  const handlers = Object.fromEntries(routes.map((route) => [route.name, unimplementedHandler]));
  return { ...handlers, [API]: { name, routes } };
}
