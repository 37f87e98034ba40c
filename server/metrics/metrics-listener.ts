/** A port of its own for metrics, so that a proxy in front of the server never shows them to strangers (O48). */
import http from "node:http";
import { listenerOf } from "../http/http-listener.js";
import { KEEP_ALIVE_MS } from "../http/keep-alive.js";
import type { Listener } from "../http/listen.js";
import type { Log } from "../log.js";
import type { Metrics } from "./metrics.js";

/** Where metrics are read. */
export interface MetricsAddress {
  readonly port: number;
  /** The default is the loopback address. */
  readonly host?: string | undefined;
}

/** `GET /metrics`, and 404 for all else. */
export async function listenForMetrics(
  { port, host = "127.0.0.1" }: MetricsAddress,
  metrics: Metrics,
  log: Log,
): Promise<Listener> {
  const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (!isRead || request.url?.split("?")[0] !== "/metrics") {
      response.writeHead(404, { "content-type": "text/plain" }).end("GET /metrics\n");
      return;
    }
    metrics.text().then(
      ({ contentType, body }) => response.writeHead(200, { "content-type": contentType }).end(body),
      (error: unknown) => {
        log("warn", "the metrics could not be read", { error });
        response.writeHead(503, { "content-type": "text/plain" }).end("not now\n");
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return listenerOf(server);
}
