/** Routes whose bodies are looked at by their handlers. */
import type { CheckResult } from "@knockgen/matrix/matrix";
import { routes } from "@knockgen/matrix/routes/client-server";
import type { How, Route } from "@knockgen/matrix/runtime/route";
import { invalidParam } from "../errors.js";

function answersJson({ responses }: Route): Partial<Route> {
  return { responses: { ...responses, 200: { "application/json": "json" } } };
}

/** Parameters may be anything, and may be left out. */
function withoutNeed({ parameters = [] }: Route): Partial<Route> {
  return { parameters: parameters.map(({ required: _, ...parameter }) => parameter), checks: {} };
}

const ANY_JSON = { "application/json": "json" } as const;

/** A cross-signing key that lacks something, or has too much, is refused by a code of its own (C165). */
function countedKeys({ body = {} }: Route): Partial<Route> {
  const entries = Object.entries(body).map(([type, how]) => [type, countingKeys(how)] as const);
  return { body: Object.fromEntries(entries) };
}

/** Keywords of such faults. */
const COUNTED = /^(?:required|minProperties|maxProperties)$/;

function countingKeys(how: How): How {
  if (typeof how !== "function") return how;
  const judged = <T>(result: CheckResult<T>): CheckResult<T> => {
    const wrong = result.ok ? undefined : result.issues.find(({ keyword }) => COUNTED.test(keyword));
    if (wrong !== undefined) throw invalidParam(`Invalid body: ${wrong.path.join(".")} ${wrong.message}`);
    return result;
  };
  const { "~issues": issues = how, "~standard": standard } = how;
  return Object.assign((value: unknown) => judged(how(value)), {
    "~issues": (value: unknown, limit: number) => judged(issues(value, limit)),
    "~standard": standard,
  });
}

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
  // A thread that is not a text has a code of its own (C40).
  ["postReceipt", () => ({ body: ANY_JSON, bodyRequired: false })],
  ["uploadCrossSigningKeys", countedKeys],
  // Of a backup any algorithm is taken (C171).
  ["postRoomKeysVersion", () => ({ body: ANY_JSON })],
  ["putRoomKeysVersion", () => ({ body: ANY_JSON })],
  ["getRoomKeysVersion", answersJson],
  ["getRoomKeysVersionCurrent", answersJson],
  // No user at all is as wrong as one that cannot be (C142).
  ["getMutualRooms", withoutNeed],
  // A server without bridges answers every question about them alike (C139).
  ["queryUserByID", withoutNeed],
  ["queryLocationByAlias", withoutNeed],
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
