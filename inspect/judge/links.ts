/** Addresses in the specification's pages. */
import type { Route } from "@knockgen/matrix/runtime/route";

const PAGES: { readonly [api: string]: string } = {
  "application-service": "application-service-api",
  "client-server": "client-server-api",
  identity: "identity-service-api",
  "push-gateway": "push-gateway-api",
  "server-server": "server-server-api",
};

/** The heading of an operation is its method and path without punctuation. */
export function operationLink(site: string, { api, method, path }: Route): string | undefined {
  const page = Object.hasOwn(PAGES, api) ? PAGES[api] : undefined;
  if (page === undefined) return undefined;
  return `${site}/${page}/#${method.toLowerCase()}${path.toLowerCase().replace(/[^a-z0-9_-]/g, "")}`;
}

/** The heading of an event is its type without dots. */
export function eventLink(site: string, type: string): string {
  return `${site}/client-server-api/#${type.toLowerCase().replace(/[^a-z0-9_-]/g, "")}`;
}
