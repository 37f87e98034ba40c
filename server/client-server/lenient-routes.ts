/** Routes whose bodies are looked at by their handlers. */
import { isJsonObject, own } from "@knockgen/auth";
import type { CheckResult } from "@knockgen/matrix/matrix";
import { routes } from "@knockgen/matrix/routes/client-server";
import type { How, Route } from "@knockgen/matrix/runtime/route";
import { invalidParam } from "../errors.js";
import { objectIn } from "../values/json-members.js";

function answersJson({ responses }: Route): Partial<Route> {
  return { responses: { ...responses, 200: { "application/json": "json" } } };
}

/** The query is looked at by the handler, and may lack what the schema asks for; kinds of values are read as ever. */
function queryInHandler({ parameters = [], checks: { query: _, ...checks } = {} }: Route): Partial<Route> {
  const free = ({ required: _, ...parameter }: (typeof parameters)[number]): typeof parameter => parameter;
  return { parameters: parameters.map((each) => (each.in === "query" ? free(each) : each)), checks };
}

const ANY_JSON = { "application/json": "json" } as const;

/** The route with another look at its JSON bodies: before the check, which may change what was parsed, or at its result. */
function looking(
  { body = {} }: Route,
  { before = () => {}, after = (result) => result }: Look,
): Partial<Route> {
  const looked = (how: How): How => {
    if (typeof how !== "function") return how;
    const { "~issues": issues = how, "~standard": standard } = how;
    const check = (value: unknown, limit?: number) => {
      before(value);
      return after(limit === undefined ? how(value) : issues(value, limit));
    };
    return Object.assign((value: unknown) => check(value), { "~issues": check, "~standard": standard });
  };
  return { body: Object.fromEntries(Object.entries(body).map(([type, how]) => [type, looked(how)])) };
}

interface Look {
  readonly before?: (body: unknown) => void;
  readonly after?: <T>(result: CheckResult<T>) => CheckResult<T>;
}

/** Keywords of such faults. */
const COUNTED = /^(?:required|minProperties|maxProperties)$/;

/** A cross-signing key that lacks something, or has too much, is refused by a code of its own (C165). */
function countedKeys(route: Route): Partial<Route> {
  return looking(route, {
    after: (result) => {
      const wrong = result.ok ? undefined : result.issues.find(({ keyword }) => COUNTED.test(keyword));
      if (wrong === undefined) return result;
      throw invalidParam(`Invalid body: ${wrong.path.join(".")} ${wrong.message}`);
    },
  });
}

/** Keys of devices need no signatures, since the server does not look at them (C183). */
function unsignedKeys(route: Route): Partial<Route> {
  return looking(route, {
    before: (body) => {
      if (!isJsonObject(body)) return;
      const named = ["one_time_keys", "fallback_keys"].flatMap((name) => Object.values(objectIn(body, name)));
      for (const key of [own(body, "device_keys"), ...named])
        if (isJsonObject(key) && !Object.hasOwn(key, "signatures")) Reflect.set(key, "signatures", {});
    },
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
  ["uploadKeys", unsignedKeys],
  // Of a backup any algorithm is taken (C171).
  ["postRoomKeysVersion", () => ({ body: ANY_JSON })],
  ["putRoomKeysVersion", () => ({ body: ANY_JSON })],
  ["getRoomKeysVersion", answersJson],
  ["getRoomKeysVersionCurrent", answersJson],
  // No user at all is as wrong as one that cannot be (C142).
  ["getMutualRooms", queryInHandler],
  // Those who may not look into a room are told that first.
  ["getRoomEvents", queryInHandler],
  // A server without bridges answers every question about them alike (C139).
  ["queryUserByID", queryInHandler],
  ["queryLocationByAlias", queryInHandler],
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
