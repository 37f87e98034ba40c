/** Requests that fit a route as far as its table says. */
import type { Route } from "@knockgen/matrix/runtime/route";

const SAMPLES: Readonly<Record<string, string>> = {
  roomId: "!room:a",
  roomIdOrAlias: "#room:a",
  roomAlias: "#room:a",
  userId: "@user:a",
  eventId: "$event",
};

export function samplePath(route: Pick<Route, "path">): string {
  return route.path.replace(/\{([^}]*)\}/g, (_, name: string) =>
    encodeURIComponent(SAMPLES[name] ?? "sample"),
  );
}

/** A credential that each of the schemes takes for one. */
export function sampleHeaders(route: Route): Record<string, string> {
  if (route.security === undefined) return {};
  return { authorization: route.security.includes("x-matrix") ? 'X-Matrix origin="a"' : "Bearer token" };
}
