/** Routes whose bodies are looked at by their handlers. */
import { routes } from "@knockgen/matrix/routes/client-server";
import type { Route } from "@knockgen/matrix/runtime/route";

function answersJson({ responses }: Route): Partial<Route> {
  return { responses: { ...responses, 200: { "application/json": "json" } } };
}

const ANY_JSON = { "application/json": "json" } as const;

/** Kinds of push rules that do not exist are 404, and what is wrong in a rule has codes of its own (C190, C191). */
function pushRules({ body, checks }: Route): Partial<Route> {
  return {
    ...(body && { body: ANY_JSON }),
    checks: checks?.query === undefined ? {} : { query: checks.query },
  };
}

/** Changes to the routes of the specification, by operation. */
const LENIENT = new Map<string, (route: Route) => Partial<Route>>([
  // An empty body has a code of its own (C22).
  ["setProfileField", () => ({ body: ANY_JSON })],
  // Of a backup any algorithm is taken (C171).
  ["postRoomKeysVersion", () => ({ body: ANY_JSON })],
  ["putRoomKeysVersion", () => ({ body: ANY_JSON })],
  ["getRoomKeysVersion", answersJson],
  ["getRoomKeysVersionCurrent", answersJson],
  // No user at all is as wrong as one that cannot be (C142).
  [
    "getMutualRooms",
    ({ parameters = [] }) => ({
      parameters: parameters.map(({ required: _, ...parameter }) => parameter),
      checks: {},
    }),
  ],
  // A picture may be anywhere (C21); the schema wants it in a media repository.
  ["getUserProfile", answersJson],
  ["getPushRule", pushRules],
  ["setPushRule", pushRules],
  ["deletePushRule", pushRules],
  ["isPushRuleEnabled", pushRules],
  ["setPushRuleEnabled", pushRules],
  ["getPushRuleActions", pushRules],
  ["setPushRuleActions", pushRules],
]);

/** Operations that are answered where the schema has no say (`earlier.ts`). */
export const ELSEWHERE: ReadonlySet<string> = new Set(["getTurnServer"]);

/** All routes of the client-server API, these among them. */
export const lenientRoutes: readonly Route[] = routes
  .filter(({ name }) => !ELSEWHERE.has(name))
  .map((route) => ({ ...route, ...LENIENT.get(route.name)?.(route) }));
