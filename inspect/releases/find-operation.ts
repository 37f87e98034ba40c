/** Finds the operation that a request is for, in one release. */
import { type InspectedRequest, type InspectedSide, inspectRequest } from "@knockgen/matrix/runtime/inspect";
import type { Inspection } from "@knockgen/matrix/runtime/inspection";
import type { Route } from "@knockgen/matrix/runtime/route";
import { splitTarget } from "@knockgen/matrix/runtime/target";
import { type Exchange, headerOf } from "../exchange.js";
import { type Release, rankOf } from "./release.js";

/** Versions in paths that stand for another: `r0` for `v3`. They come behind the API, `/_matrix/client/r0/…`. */
export type PathMap = ReadonlyMap<string, string>;

/** Clients of old releases still ask for `r0`, which `v3` replaced with the same operations. */
export const DEFAULT_MAP: PathMap = new Map([["r0", "v3"]]);

export interface FoundOperation {
  readonly route: Route;
  readonly inspection: Inspection | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly request: InspectedSide;
  /** Part of the path that was read as another, such as `r0`. */
  readonly mapped?: string;
}

/** Undefined where the release does not have the operation, or has it later than `upTo`. */
export function findOperation(
  { request }: Exchange,
  release: Release,
  map: PathMap = DEFAULT_MAP,
): FoundOperation | undefined {
  const { path: asked, query: rawQuery } = splitTarget(request.target);
  const { path, mapped } = mapPath(asked, map);
  const candidates =
    find(release, request.method, path) ??
    (mapped === undefined ? undefined : find(release, request.method, asked));
  if (candidates === undefined) return undefined;
  const query = new URLSearchParams(rawQuery);
  const header = headerOf(request.headers);
  const body = request.body === undefined ? undefined : { bytes: request.body };
  let best: FoundOperation | undefined;
  for (const { entry, parameters } of candidates) {
    const { route } = entry;
    const input: InspectedRequest = { path: parameters, query, header, body };
    const inspection = release.tables.inspections[route.api]?.[route.name];
    const inspected = inspectRequest(route, input);
    if (best === undefined || inspected.found.length < best.request.found.length)
      best = {
        route,
        inspection,
        parameters,
        query,
        request: inspected,
        ...(mapped !== undefined && { mapped }),
      };
  }
  const { since } = best?.inspection ?? {};
  return since !== undefined && rankOf(since) > release.upTo ? undefined : best;
}

/** Whether a release has an operation at this address. */
export function isDescribed(release: Pick<Release, "router">, method: string, path: string): boolean {
  return find(release, method, path) !== undefined;
}

function find(release: Pick<Release, "router">, method: string, path: string) {
  try {
    const found = release.router.find(method, path);
    if (found.kind === "match") return found.candidates;
    return method === "HEAD" ? matchOf(release.router.find("GET", path)) : undefined;
  } catch {
    return undefined;
  }
}

function matchOf(found: ReturnType<Release["router"]["find"]>) {
  return found.kind === "match" ? found.candidates : undefined;
}

function mapPath(path: string, map: PathMap): { readonly path: string; readonly mapped?: string } {
  const start = /^\/_matrix\/[^/]+\//.exec(path)?.[0] ?? "";
  const rest = path.slice(start.length);
  if (start !== "")
    for (const [from, to] of map)
      if (rest.startsWith(`${from}/`))
        return { path: `${start}${to}${rest.slice(from.length)}`, mapped: from };
  return { path };
}
