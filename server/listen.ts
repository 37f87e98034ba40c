/** HTTP: one listener for clients, and where there are certificates one with TLS for servers. */
import http from "node:http";
import https, { type ServerOptions } from "node:https";
import Fastify from "fastify";
import { matrixRoutes, matrixServerOptions } from "../generated/runtime/fastify.js";
import type { Mounted } from "../generated/runtime/mount.js";
import type { Log } from "./log.js";

/** Where to listen. */
export interface Address {
  readonly port: number;
  /** The default is the loopback address. */
  readonly host?: string | undefined;
  /** With certificates, TLS. */
  readonly tls?: ServerOptions | undefined;
}

/** A request that was answered. */
export interface Observed {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** What has not sent its request by then has given up, or means no good. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 15_000;

/** Listens, and gives the port. */
export async function listen(
  { port, host = "127.0.0.1", tls }: Address,
  apis: readonly Mounted[],
  log: Log,
  observe?: (request: Observed) => void,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const app = Fastify({
    ...matrixServerOptions,
    forceCloseConnections: true,
    serverFactory: (handler) => {
      const server = tls === undefined ? http.createServer(handler) : https.createServer(tls, handler);
      server.requestTimeout = REQUEST_TIMEOUT_MS;
      server.headersTimeout = HEADERS_TIMEOUT_MS;
      return server;
    },
  });
  await app.register(matrixRoutes, {
    apis,
    onError: (error: unknown, { operation }: { readonly operation: { readonly operationId: string } }) =>
      log("error", "a handler failed", {
        operation: operation.operationId,
        error: error instanceof Error ? error : String(error),
        stack: error instanceof Error ? error.stack : undefined,
      }),
  });
  app.addHook("onResponse", async (request, reply) => {
    // Without the query, which may hold an access token.
    const path = request.url.split("?")[0] ?? "";
    const seen = { method: request.method, path, status: reply.statusCode };
    observe?.(seen);
    log("info", "request", { ...seen, ms: Math.round(reply.elapsedTime) });
  });
  await app.listen({ port, host });
  const address = app.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () => app.close(),
  };
}
