/** Cross-origin requests: the client-server and identity APIs are there for web pages of any origin. */
import type { Route } from "./route.js";

const FOR_WEB_PAGES = new Set(["client-server", "identity"]);

export function isForWebPages(route: Route): boolean {
  return FOR_WEB_PAGES.has(route.api);
}

export const CORS_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
  "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization",
};
