/** Routes whose bodies the auth engine reads. */
import { routes } from "@knockgen/matrix/routes/server-server";
import type { Route } from "@knockgen/matrix/runtime/route";

/**
 * Events on their way in are read by the auth engine, without loss, and refused with the codes that the specification
 * wants; the schemas would refuse an event for an `origin` that servers no longer send.
 */
const READ_BY_HAND = new Set([
  "sendKnock",
  "sendJoinV2",
  "sendLeaveV2",
  "sendInviteV1",
  "sendInviteV2",
  "sendTransaction",
]);

/** Without a body as far as the routes are concerned: `authenticate` has read it, and once is enough. */
function lenient(route: Route): Route {
  // Without a token the answer is that of every other operation (C140).
  if (route.name === "exchangeOpenIdToken") {
    const { checks: _, ...rest } = route;
    return { ...rest, parameters: [{ in: "query", name: "access_token", type: "string" }] };
  }
  if (!READ_BY_HAND.has(route.name)) return route;
  const { body: _, bodyRequired: __, ...rest } = route;
  return { ...rest, responses: { ...route.responses, "200": { "application/json": "json" } } };
}

/** All routes of the server-server API, these among them. */
export const lenientRoutes: readonly Route[] = routes.map(lenient);
