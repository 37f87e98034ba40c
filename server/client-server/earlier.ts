/** Operations of clients that are in no schema any more, or answer otherwise than theirs. */
import { API, type Handler, type Handlers, type Route } from "@knockgen/matrix/runtime/route";
import { randomId } from "../values/ids.js";
import { asJsonObject } from "../values/json.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { redactOnce } from "./redact-event.js";
import { routeOf } from "./spec-route.js";
import { turnCredentials } from "./turn-server.js";

interface EarlierHandlers extends Handlers<Auth> {
  readonly redactEventNow: Handler<RedactNow, EarlierAnswer, Auth>;
  readonly getTurnServer: Handler<unknown, EarlierAnswer, Auth>;
}

interface RedactNow {
  readonly path: { readonly roomId: string; readonly eventId: string };
  readonly body?: unknown;
}

interface EarlierAnswer {
  readonly status: 200;
  readonly body: unknown;
}

/** Handlers of them. */
export function earlierHandlers(
  context: Pick<Context, "config" | "now" | "serverName" | "store" | "writer">,
): EarlierHandlers {
  return {
    [API]: { name: "client-server, earlier releases", routes: [redactEventNow(), turnServer()] },
    getTurnServer: ({ auth }) => ({ status: 200, body: turnCredentials(context, auth) }),
    // Each call is one of its own (C20).
    redactEventNow: async ({ path, body, auth }) => {
      const { reason } = asJsonObject(body ?? {});
      const given = typeof reason === "string" ? { reason } : {};
      const event_id = await redactOnce(context, auth, { ...path, txnId: `now ${randomId(12)}` }, given);
      return { status: 200, body: { event_id } };
    },
  };
}

/** Today's route without the transaction ID. */
function redactEventNow(): Route {
  const route = routeOf("redactEvent");
  const { bodyRequired: _, ...rest } = route;
  return {
    ...rest,
    operationId: "redactEventNow",
    name: "redactEventNow",
    method: "POST",
    path: route.path.replace("/{txnId}", ""),
    parameters: (route.parameters ?? []).filter(({ name }) => name !== "txnId"),
    checks: {},
    body: { "application/json": "json" },
    deprecated: true,
  };
}

function turnServer(): Route {
  const route = routeOf("getTurnServer");
  return { ...route, responses: { ...route.responses, 200: { "application/json": "json" } } };
}
