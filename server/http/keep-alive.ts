/** Time for which connections may be idle: longer than proxies and Prometheus leave them so, lest a request meet one that is just being closed. */
export const KEEP_ALIVE_MS = 75_000;
