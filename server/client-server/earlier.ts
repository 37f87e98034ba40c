/** Operations of clients that are in no schema any more, or answer otherwise than theirs. */
import { API, type Handler, type Handlers, type Route } from "@knockgen/matrix/runtime/route";
import { randomId } from "../values/ids.js";
import { asJsonObject } from "../values/json.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { redactOnce } from "./sending/redact-event.js";
import { sendContent } from "./sending/send-message.js";
import { turnCredentials } from "./server-info/turn-server.js";
import { routeOf } from "./spec-route.js";

interface EarlierHandlers extends Handlers<Auth> {
  readonly redactEventNow: Handler<RedactNow, EarlierAnswer, Auth>;
  readonly sendMessageNow: Handler<SendNow, EarlierAnswer, Auth>;
  readonly getTurnServer: Handler<unknown, EarlierAnswer, Auth>;
}

interface RedactNow {
  readonly path: { readonly roomId: string; readonly eventId: string };
  readonly body?: unknown;
}

interface SendNow {
  readonly path: { readonly roomId: string; readonly eventType: string };
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
    [API]: {
      name: "client-server, earlier releases",
      routes: [now("redactEvent"), now("sendMessage"), turnServer()],
    },
    getTurnServer: ({ auth }) => ({ status: 200, body: turnCredentials(context, auth) }),
    // Each call is one of its own (C20).
    redactEventNow: async ({ path, body, auth }) => {
      const { reason } = asJsonObject(body ?? {});
      const given = typeof reason === "string" ? { reason } : {};
      const event_id = await redactOnce(context, auth, { ...path, txnId: ownTransaction() }, given);
      return { status: 200, body: { event_id } };
    },
    sendMessageNow: async ({ path, body, auth }) => {
      const event_id = await sendContent(context, auth, { ...path, txnId: ownTransaction() }, body);
      return { status: 200, body: { event_id } };
    },
  };
}

/** None that a client gives has a space. */
function ownTransaction(): string {
  return `now ${randomId(12)}`;
}

/** Today's route without the transaction ID. */
function now(operation: "redactEvent" | "sendMessage"): Route {
  const route = routeOf(operation);
  const { bodyRequired: _, ...rest } = route;
  return {
    ...rest,
    operationId: `${operation}Now`,
    name: `${operation}Now`,
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
