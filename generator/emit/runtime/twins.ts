/**
 * The specification has operations that share method and path: two ways of inviting, two of reading `/events`. A request
 * is for the first whose checks it passes; of several, for the one that knows most of its query; of none, for the first.
 */
import type { Entry } from "./mounted.js";
import { type RawParts, readParts } from "./read-parts.js";
import type { Route } from "./route.js";
import type { Candidate } from "./router.js";

/** Gives what a request holds for an operation that it may be for. */
export type PartsOf = (candidate: Candidate<Entry>) => RawParts;

export async function chooseTwin(
  candidates: readonly Candidate<Entry>[],
  query: URLSearchParams,
  partsOf: PartsOf,
): Promise<Candidate<Entry>> {
  const [first, ...others] = candidates;
  if (first === undefined) throw new Error("a match without candidates");
  if (others.length === 0) return first;
  let best: { readonly candidate: Candidate<Entry>; readonly unknown: number } | undefined;
  for (const candidate of candidates) {
    const unknown = unknownKeys(candidate.entry.route, query);
    if (best !== undefined && best.unknown <= unknown) continue;
    if (await passes(candidate, partsOf)) best = { candidate, unknown };
  }
  return best?.candidate ?? first;
}

async function passes(candidate: Candidate<Entry>, partsOf: PartsOf): Promise<boolean> {
  try {
    await readParts(candidate.entry.route, partsOf(candidate));
    return true;
  } catch {
    // Errors are reported when the request is read in full, after its sender is known.
    return false;
  }
}

function unknownKeys(route: Route, query: URLSearchParams): number {
  const known = new Set(
    route.parameters?.flatMap(({ in: place, name }) => (place === "query" ? [name] : [])),
  );
  return [...new Set(query.keys())].filter((key) => !known.has(key)).length;
}
