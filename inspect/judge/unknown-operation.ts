/** Exchanges on paths that the specification does not have: even there an error has the standard form. */
import { isStandardError } from "@knockgen/matrix/runtime/inspect";
import { parseJson } from "@knockgen/matrix/runtime/json";
import { isOfMatrix } from "@knockgen/matrix/runtime/of-matrix";
import { splitTarget } from "@knockgen/matrix/runtime/target";
import type { Exchange } from "../exchange.js";
import type { Release } from "../releases/release.js";
import { type Departure, type Examined, idOf } from "./departure.js";

const APIS: { readonly [prefix: string]: string } = {
  federation: "server-server",
  key: "server-server",
  identity: "identity",
  push: "push-gateway",
  app: "application-service",
};

/** Of `/_matrix/federation/…`, `federation`. */
function prefixOf(path: string): string {
  return /^\/_matrix\/([a-z]+)\//.exec(path)?.[1] ?? "";
}

/** `/_matrix/federation/…` is of `server-server`. */
function apiOf(path: string): string | undefined {
  if (!isOfMatrix(path)) return undefined;
  const prefix = prefixOf(path);
  return Object.hasOwn(APIS, prefix) ? (APIS[prefix] ?? "client-server") : "client-server";
}

/** The pages of the specification that say which form errors have. */
const PAGE: { readonly [api: string]: string } = {
  "server-server": "server-server-api/#unsupported-endpoints",
};

/** `server-server/unknown`; outside of Matrix, of which API a path is cannot be told. */
export function unknownName(path: string): string {
  return nameIn(apiOf(path));
}

function nameIn(api: string | undefined): string {
  return api === undefined ? "unknown" : `${api}/unknown`;
}

export function unknownOperation({ request, answer }: Exchange, { tables }: Release): Examined {
  const { path } = splitTarget(request.target);
  const api = apiOf(path);
  const operation = nameIn(api);
  const examined = { operation, known: false, unimplemented: false, departures: [] };
  const isJudged = path.startsWith("/_matrix/") && request.method !== "OPTIONS" && request.method !== "HEAD";
  if (
    api === undefined ||
    !isJudged ||
    answer === undefined ||
    answer.status < 400 ||
    answer.body === undefined
  )
    return examined;
  if (isStandardError(strictJsonOf(answer.body)))
    return { ...examined, unimplemented: answer.status === 404 };
  const departure = { side: "server", place: "body", pointer: "/errcode", keyword: "required" } as const;
  const found: Departure = {
    ...departure,
    key: ["server", answer.status, "body", "/errcode", "required", ""].join(" "),
    id: idOf(operation, departure, answer.status),
    operation,
    method: request.method,
    path: `/_matrix/${prefixOf(path)}/…`,
    level: "error",
    status: answer.status,
    message: "must be JSON with an errcode",
    sample: `a body of ${answer.body.length} bytes`,
    link: `${tables.site}/${PAGE[api] ?? "client-server-api/#standard-error-response"}`,
  };
  return { ...examined, departures: [found] };
}

/** Undefined for what a server would refuse to read. */
function strictJsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch {
    return undefined;
  }
}

/** A server that lacks an operation says so, with one of several statuses. */
export function isUnrecognized(status: number, json: unknown): boolean {
  return (
    [400, 404, 405, 501].includes(status) &&
    typeof json === "object" &&
    json !== null &&
    "errcode" in json &&
    json.errcode === "M_UNRECOGNIZED"
  );
}
