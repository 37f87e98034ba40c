/** A small API with one operation for each thing that routes can do, and handlers that answer what they received. */
import { MatrixHttpError } from "../../../generator/emit/runtime/matrix-http-error.js";
import { API, type CallContext, type Handlers, type Route } from "../../../generator/emit/runtime/route.js";
import { unimplementedHandler } from "../../../generator/emit/runtime/unimplemented.js";
import { makeCheck, members } from "./checks.js";

const JSON_BODY = "application/json";
const ANY = { 200: { [JSON_BODY]: "json" } } as const;
const ID = { in: "path", name: "id", type: "string", required: true } as const;
const sigil = makeCheck((value) =>
  typeof value === "object" && value !== null && "id" in value && String(value.id).startsWith("!")
    ? []
    : [{ path: ["id"], message: "must match the pattern ^!", keyword: "pattern" }],
);

const operation = (method: string, path: string, name: string, more: Partial<Route> = {}): Route => ({
  api: "client-server",
  operationId: name,
  name,
  method,
  path,
  responses: ANY,
  ...more,
});

const V3 = "/_matrix/client/v3";
const routes: readonly Route[] = [
  operation("GET", `${V3}/things/{id}`, "getThing", {
    parameters: [
      ID,
      { in: "query", name: "limit", type: "integer" },
      { in: "query", name: "ratio", type: "number" },
      { in: "query", name: "flag", type: "boolean" },
      { in: "query", name: "via", type: "string", list: true },
      { in: "query", name: "ver", type: "integer", list: true },
      { in: "query", name: "__proto__", type: "string" },
    ],
  }),
  operation("GET", `${V3}/things/list`, "listThings"),
  operation("POST", `${V3}/things/list`, "unwritten"),
  operation("PUT", `${V3}/things/{id}`, "putThing", {
    parameters: [ID],
    body: { [JSON_BODY]: members({ "name!": "string", content: "object" }) },
    bodyRequired: true,
  }),
  operation("POST", `${V3}/ping`, "ping", { body: { [JSON_BODY]: "json" } }),
  operation("GET", `${V3}/rooms/{id}/state`, "getStates", { parameters: [ID], checks: { path: sigil } }),
  operation("PUT", `${V3}/rooms/{id}/state/{eventType}/{stateKey}`, "putState", {
    parameters: [
      ID,
      { in: "path", name: "eventType", type: "string", required: true },
      { in: "path", name: "stateKey", type: "string", required: true, mayBeEmpty: true },
    ],
  }),
  operation("POST", `${V3}/rooms/{id}/invite`, "inviteBy3pid", {
    parameters: [ID],
    body: { [JSON_BODY]: members({ "address!": "string" }) },
    bodyRequired: true,
  }),
  operation("POST", `${V3}/rooms/{roomId}/invite`, "inviteUser", {
    parameters: [{ in: "path", name: "roomId", type: "string", required: true }],
    body: { [JSON_BODY]: members({ "user_id!": "string" }) },
    bodyRequired: true,
  }),
  operation("GET", `${V3}/events`, "getEvents", {
    parameters: [{ in: "query", name: "from", type: "string" }],
  }),
  operation("GET", `${V3}/events`, "peekEvents", {
    parameters: [
      { in: "query", name: "from", type: "string" },
      { in: "query", name: "room_id", type: "string" },
    ],
  }),
  operation("GET", `${V3}/lookup`, "lookup", {
    parameters: [
      { in: "query", name: "kind", type: "string", required: true },
      { in: "query", name: "fields", type: "object" },
    ],
    security: ["bearer", "query"],
  }),
  operation("GET", `${V3}/whoami`, "whoAmI", { security: ["bearer", "query"] }),
  operation("GET", `${V3}/greet`, "greet", { security: ["bearer"], anonymous: true }),
  operation("POST", "/_matrix/media/v3/upload", "upload", {
    parameters: [{ in: "header", name: "content-type", type: "string" }],
    body: { "application/octet-stream": "bytes" },
    bodyRequired: true,
    responses: { 200: { "application/octet-stream": "bytes" }, 302: {} },
  }),
  ...["crash", "forbid", "refuse", "lie", "redirect", "inject", "explode"].map((name) =>
    operation("GET", `${V3}/${name}`, name, {
      responses: { 200: { [JSON_BODY]: members({ "room_id!": "string" }) }, "3XX": {} },
    }),
  ),
  operation("GET", `${V3}/broken/{id}`, "broken", { parameters: [ID] }),
  operation("GET", `${V3}/download`, "download", {
    responses: { 200: { "application/octet-stream": "bytes" } },
  }),
  operation("GET", "/files/{name}.json", "getFile", {
    parameters: [{ in: "path", name: "name", type: "string", required: true }],
  }),
];

export interface User {
  readonly user: string;
}

/** Answers with what it received. */
function echo(call: CallContext<unknown>): object {
  const { operation: route, request: _, ...parts } = call;
  return { status: 200, body: { operation: route.operationId, ...parts } };
}

const circular: { self?: object } = {};
circular.self = circular;

/** Answers that no server can send. */
const BROKEN: Readonly<Record<string, () => unknown>> = {
  circular: () => ({ status: 200, body: circular }),
  bigint: () => ({ status: 200, body: { count: 1n } }),
  text: () => "hello",
  nothing: () => null,
  elsewhere: () => ({ status: 1000, body: {} }),
  strange: () => new MatrixHttpError(99, "M_UNKNOWN", "strange"),
  bodiless: () => new MatrixHttpError(204, "M_UNKNOWN", "bodiless"),
  late: () => Promise.reject(new MatrixHttpError(429, "M_UNKNOWN", "late", {}, { "retry-after": "a\nb: c" })),
};

const handlers: Handlers<User> & Readonly<Record<string, unknown>> = {
  [API]: { name: "client-server", routes },
  ...Object.fromEntries(routes.map(({ name }) => [name, echo])),
  unwritten: unimplementedHandler,
  upload: ({ body, headers }: { body: Uint8Array; headers: object }) => ({ status: 200, body, headers }),
  crash: () => {
    throw new Error("the password is swordfish");
  },
  forbid: () => {
    throw new MatrixHttpError(403, "M_FORBIDDEN", "Not you", { why: "because" }, { "Retry-After": "1" });
  },
  refuse: async () => new MatrixHttpError(429, "M_LIMIT_EXCEEDED", "Slow down", { retry_after_ms: 5 }),
  lie: () => ({ status: 200, body: { room_id: 1 } }),
  redirect: () => ({ status: 307, headers: { Location: "https://elsewhere.example/" } }),
  inject: () => ({ status: 307, headers: { location: "a\r\nset-cookie: b" } }),
  explode: () => undefined,
  broken: ({ path }: { path: { id: string } }) => BROKEN[path.id]?.(),
  download: () => ({ status: 200, body: new ReadableStream() }),
};

export { handlers as smallApi };
