/**
 * Endpoints of releases before 1.19 that older servers still call: version 1 of `send_join` and `send_leave`, which answer with
 * `[200, …]`, and keys by the ID of one of them, ours and through us those of others (O42).
 */
import { routes } from "@knockgen/matrix/routes/server-server";
import { API, type Handler, type Handlers, type Route } from "@knockgen/matrix/runtime/route";
import type { ServerContext } from "../context.js";
import type { FederationAuth } from "../federation/incoming/request-auth.js";
import { notaryAnswer } from "../federation/keys/notary.js";
import type { EventPath } from "./members/read-membership.js";
import { takeJoin } from "./members/take-join.js";
import { takeMembership } from "./members/take-membership.js";

interface EarlierHandlers extends Handlers<FederationAuth> {
  readonly sendJoinV1: Handler<{ path: EventPath }, EarlierAnswer, FederationAuth>;
  readonly sendLeaveV1: Handler<{ path: EventPath }, EarlierAnswer, FederationAuth>;
  readonly getServerKeyById: Handler<unknown, EarlierAnswer, undefined>;
  readonly perspectivesKeyQueryById: Handler<KeyQuery, EarlierAnswer, undefined>;
}

interface KeyQuery {
  readonly path: { readonly serverName: string };
  readonly query: { readonly minimum_valid_until_ts?: number };
}

interface EarlierAnswer {
  readonly status: 200;
  readonly body: unknown;
}

/** Handlers of what is in no schema any more. */
export function earlierHandlers(context: ServerContext): EarlierHandlers {
  return {
    [API]: { name: "server-server, earlier releases", routes: EARLIER },
    sendJoinV1: async ({ path, auth }) => ({
      status: 200,
      body: [200, await takeJoin(context, path, auth)],
    }),
    sendLeaveV1: async ({ path, auth }) => {
      await takeMembership(context, "leave", path, auth);
      return { status: 200, body: [200, {}] };
    },
    // The ID is that of the key which the caller has seen; the answer has all of them anyway.
    getServerKeyById: () => ({ status: 200, body: context.ownKeys.document() }),
    perspectivesKeyQueryById: async ({ path, query }) => {
      const wanted = new Map([[path.serverName, query.minimum_valid_until_ts]]);
      return { status: 200, body: { server_keys: await notaryAnswer(context, wanted) } };
    },
  };
}

const JSON_BODY = { "application/json": "json" } as const;

const EARLIER: readonly Route[] = [
  earlier("sendJoinV2", { name: "sendJoinV1", path: "/_matrix/federation/v1/send_join/{roomId}/{eventId}" }),
  earlier("sendLeaveV2", {
    name: "sendLeaveV1",
    path: "/_matrix/federation/v1/send_leave/{roomId}/{eventId}",
  }),
  {
    ...earlier("getServerKey", { name: "getServerKeyById", path: "/_matrix/key/v2/server/{keyId}" }),
    parameters: [{ in: "path", name: "keyId", type: "string", mayBeEmpty: true }],
  },
  {
    ...earlier("perspectivesKeyQuery", {
      name: "perspectivesKeyQueryById",
      path: "/_matrix/key/v2/query/{serverName}/{keyId}",
    }),
    parameters: [
      { in: "path", name: "serverName", type: "string", required: true },
      { in: "path", name: "keyId", type: "string", required: true },
      { in: "query", name: "minimum_valid_until_ts", type: "integer" },
    ],
    checks: {},
  },
];

/** Today's route with the older release's differences. */
function earlier(today: string, { name, path }: Pick<Route, "name" | "path">): Route {
  const route = routes.find((each) => each.name === today);
  if (route === undefined) throw new Error(`there is no route ${today}`);
  // `authenticate` has read the body, and once is enough.
  const { body: _, bodyRequired: __, ...rest } = route;
  return {
    ...rest,
    operationId: name,
    name,
    path,
    responses: { ...route.responses, "200": JSON_BODY },
    deprecated: true,
  };
}
