/** Requests that fit a route as far as its table says. */

/** Facts that a request depends on: whether the table is that of the sources or of an emitted folder makes no difference. */
interface Sampled {
  readonly path: string;
  readonly security?: readonly string[];
}

const SAMPLES: Readonly<Record<string, string>> = {
  roomId: "!room:a",
  roomIdOrAlias: "#room:a",
  roomAlias: "#room:a",
  userId: "@user:a",
  eventId: "$event",
};

export function samplePath(route: Sampled): string {
  return route.path.replace(/\{([^}]*)\}/g, (_, name: string) =>
    encodeURIComponent(SAMPLES[name] ?? "sample"),
  );
}

/** A credential that each of the schemes takes for one. */
export function sampleHeaders(route: Sampled): Record<string, string> {
  if (route.security === undefined) return {};
  return { authorization: route.security.includes("x-matrix") ? 'X-Matrix origin="a"' : "Bearer token" };
}
