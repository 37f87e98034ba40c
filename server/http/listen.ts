/** HTTP: one listener for clients, and where there are certificates one with TLS for servers. */
import { randomUUID } from "node:crypto";
import http from "node:http";
import https, { type ServerOptions } from "node:https";
import type { Socket } from "node:net";
import { matrixRoutes, matrixServerOptions } from "@knockgen/matrix/runtime/fastify";
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import Fastify from "fastify";
import { writeJsonInTurns } from "../answers/write-json.js";
import { Arriving } from "../bounds/arriving.js";
import { maxBodyBytes } from "../federation/incoming/body-limit.js";
import type { Log } from "../log.js";
import { levelOf } from "../store/database/database-lost.js";
import { orUnavailable } from "../work.js";
import { answering } from "./answered.js";
import { continueWhenRead } from "./continue.js";
import { countedRequests } from "./counted-requests.js";
import { addressesAlone } from "./forwarded-for.js";
import { KEEP_ALIVE_MS } from "./keep-alive.js";
import { readBody } from "./read-body.js";
import { inRequest } from "./request-id.js";
import { targetOf } from "./request-target.js";

/** Where to listen. */
export interface Address {
  readonly port: number;
  /** The default is the loopback address. */
  readonly host?: string | undefined;
  /** With certificates, TLS. */
  readonly tls?: ServerOptions | undefined;
  /** How long a request may take to arrive. The default is a minute. */
  readonly requestTimeoutMs?: number | undefined;
  /** Addresses or CIDR blocks of proxies whose `X-Forwarded-For` is believed. The default is none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Answer 500 where an answer breaks its schema. The default is not to look: that takes all of a large answer in one step. */
  readonly checkAnswers?: boolean | undefined;
  /** Bodies that arrive, here and at other entrances. The default is those that arrive here. */
  readonly arriving?: Arriving;
}

/** A request that was answered. */
export interface Observed {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

const FORWARDED_FOR = "x-forwarded-for";
/** A client that has not sent its request by then has given up, or is hostile. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** A reader that takes nothing of its answer for that long has gone, or is hostile. */
const STALLED_MS = 60_000;
/** How often connections are looked at at most. */
const CHECK_MS = 10_000;

/** Something that listens. */
export interface Listener {
  readonly port: number;
  /** Takes no new connections, and ends each one after the answer that is due on it. */
  close(): Promise<void>;
  /** Ends all connections, whatever is due. */
  destroy(): void;
}

/** How often connections on which nothing is due are looked for while closing. */
const IDLE_MS = 50;

/** Routes have validators of their own. Left to itself, Fastify loads two compilers of schemas, which takes as long as the rest of it. */
const NO_SCHEMAS = { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } };

function noSchema(): never {
  throw new Error("a route has a schema of Fastify's");
}

/** Listens, and gives the port. */
export async function listen(
  {
    port,
    host = "127.0.0.1",
    tls,
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    trustedProxies = [],
    checkAnswers = false,
    arriving = new Arriving(),
  }: Address,
  apis: readonly Mounted[],
  log: Log,
  observe?: (request: Observed) => void,
): Promise<Listener> {
  let closing = false;
  const app = Fastify({
    ...matrixServerOptions,
    schemaController: NO_SCHEMAS,
    // Read from the right as far as the addresses are those of proxies (O10); nothing else of the forwarded is used.
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    clientErrorHandler: refuseConnection,
    forceCloseConnections: "idle",
    rewriteUrl: ({ url = "/" }) => targetOf(url),
    genReqId: () => randomUUID(),
    // Requests on open connections are answered as long as there are any.
    return503OnClosing: false,
    serverFactory: (handler) => {
      const limits = {
        requestTimeout: requestTimeoutMs,
        headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: Math.min(CHECK_MS, requestTimeoutMs),
        IncomingMessage: countedRequests(arriving),
      };
      const server =
        tls === undefined
          ? http.createServer(limits, handler)
          : https.createServer({ ...tls, ...limits }, handler);
      // Other expectations are of no use to a server, and no reason to refuse a request.
      return server.on("checkContinue", continueWhenRead(handler)).on("checkExpectation", handler);
    },
  });
  await app.register(matrixRoutes, {
    apis,
    maxBodyBytes,
    lenientBodies: true,
    lenientQueries: true,
    validateResponses: checkAnswers,
    readJson: readBody,
    writeJson: (body: unknown) =>
      writeJsonInTurns(body, (error) => log(levelOf(error), "an answer broke off", { error })).catch(
        orUnavailable,
      ),
    onError: (error: unknown, { operation }: { readonly operation: { readonly operationId: string } }) =>
      log("error", "a handler failed", {
        operation: operation.operationId,
        error: error instanceof Error ? error : String(error),
        stack: error instanceof Error ? error.stack : undefined,
      }),
  });
  app.addHook("onRequest", ({ id, raw: { headers } }, { raw: response }, done) => {
    const forwarded = headers[FORWARDED_FOR];
    if (typeof forwarded === "string") headers[FORWARDED_FOR] = addressesAlone(forwarded);
    answering(response, () => inRequest(id, done));
  });
  app.addHook("onSend", (_, reply, payload, done) => {
    if (closing) reply.header("connection", "close");
    // Without a listener, the connection is closed then.
    reply.raw.setTimeout(STALLED_MS);
    done(null, payload);
  });
  app.addHook("onResponse", async (request, reply) => {
    const path = pathToLog(request.url);
    const seen = { method: request.method, path, status: reply.statusCode };
    observe?.(seen);
    inRequest(request.id, () => log("info", "request", { ...seen, ms: Math.round(reply.elapsedTime) }));
  });
  await app.listen({ port, host });
  const address = app.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: async () => {
      closing = true;
      const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_MS);
      await app.close();
      clearInterval(idle);
    },
    destroy: () => app.server.closeAllConnections(),
  };
}

/** Without the query, which may hold an access token; as may the path of a client that forgets the `?`. */
function pathToLog(target: string): string {
  const [path = ""] = target.split("?");
  return path.replace(/(token|secret|password)(=|%3D)[^/&;]*/gi, "$1$2…");
}

const REFUSALS: ReadonlyMap<string, string> = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
]);

/** Malformed and too slow HTTP requests are answered in Matrix's form, too. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const status = REFUSALS.get(error.code ?? "") ?? "400 Bad Request";
  const body = JSON.stringify({ errcode: "M_UNKNOWN", error: status.slice(4) });
  const head = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`);
  socket.destroySoon();
}
