/** A plain HTTP server as one of the listeners that the server opens and closes. */
import type http from "node:http";
import type { Listener } from "./listen.js";

/** Of a server that listens already, or could not. */
export function listenerOf(server: http.Server): Listener {
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
    destroy: () => server.closeAllConnections(),
  };
}
