/** Routes whose bodies are looked at by their handlers. */
import { routes } from "@knockgen/matrix/routes/client-server";
import type { Route } from "@knockgen/matrix/runtime/route";

function answersJson({ responses }: Route): Partial<Route> {
  return { responses: { ...responses, 200: { "application/json": "json" } } };
}

/** Changes to the routes of the specification, by operation. */
const LENIENT = new Map<string, (route: Route) => Partial<Route>>([
  // An empty body has a code of its own (C22).
  ["setProfileField", () => ({ body: { "application/json": "json" } })],
  // Of a backup any algorithm is taken (C171).
  ["postRoomKeysVersion", () => ({ body: { "application/json": "json" } })],
  ["putRoomKeysVersion", () => ({ body: { "application/json": "json" } })],
  ["getRoomKeysVersion", answersJson],
  ["getRoomKeysVersionCurrent", answersJson],
  // A picture may be anywhere (C21); the schema wants it in a media repository.
  ["getUserProfile", answersJson],
]);

/** All routes of the client-server API, these among them. */
export const lenientRoutes: readonly Route[] = routes.map((route) => ({
  ...route,
  ...LENIENT.get(route.name)?.(route),
}));
