/** Paths of push rules that are in no schema, but that clients and test suites ask for: one kind, and what cannot be (C185, C190). */
import { API, type Handler, type Handlers, type Route } from "@knockgen/matrix/runtime/route";
import { invalidParam, notFound } from "../../errors.js";
import { isKind, type Rules } from "../../push/kinds.js";
import { rulesOf } from "../../push/user-rules.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { routeOf } from "../spec-route.js";

interface Answer {
  readonly status: 200;
  readonly body: Rules[keyof Rules];
}

interface PushRulePaths extends Handlers<Auth> {
  readonly getPushRulesOfKind: Handler<{ path: { kind: string } }, Answer, Auth>;
}

const PATH = "/_matrix/client/v3/pushrules";
/** Each in the place of a scope, of a rule and of a part of one. */
const WRONG = ["{scope}/{kind}/{ruleId}", "global/{kind}/{ruleId}/{attribute}"];

/** Handlers of these paths. */
export function pushRulePaths(context: Pick<Context, "config" | "store">): PushRulePaths {
  const refuse = { getPushRulesUnclosed: () => invalidParam("The path of a list ends in a slash") };
  for (const [at] of WRONG.entries()) {
    Object.assign(refuse, {
      [`getPushRuleWrong${at}`]: () => notFound("There is no such push rule"),
      [`putPushRuleWrong${at}`]: () => invalidParam("There is no such scope, or part of a push rule"),
    });
  }
  return {
    [API]: { name: "client-server, other paths of push rules", routes: PATHS },
    ...refuse,
    getPushRulesOfKind: async ({ path, auth }) => {
      if (!isKind(path.kind)) throw invalidParam("There is no such kind of push rule");
      return { status: 200, body: (await rulesOf(context, auth.userId))[path.kind] };
    },
  };
}

const PATHS: readonly Route[] = [
  at("GET", "getPushRulesOfKind", "global/{kind}/"),
  at("GET", "getPushRulesUnclosed", "global/{kind}"),
  ...WRONG.flatMap((path, index) => [
    at("GET", `getPushRuleWrong${index}`, path),
    at("PUT", `putPushRuleWrong${index}`, path),
  ]),
];

function at(method: "GET" | "PUT", name: string, rest: string): Route {
  const names = [...rest.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => parameter);
  return {
    ...routeOf("getPushRules"),
    operationId: name,
    name,
    method,
    path: `${PATH}/${rest}`,
    parameters: names.map((parameter) => ({ in: "path", name: parameter, type: "string", required: true })),
    responses: { 200: { "application/json": "json" } },
  };
}
