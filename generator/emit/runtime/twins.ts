/**
 * The specification has operations that share method and path: two ways of inviting, two of reading `/events`. A request
 * is for the first whose checks it passes; of several, for the one that knows most of its query. Of none, the problem is told of
 * the one that it is nearest to: by its query, then by what its body has of what it needs.
 */
import type { Check } from "../matrix.js";
import type { Entry } from "./mounted.js";
import { howToRead, type RawParts, readParts } from "./read-parts.js";
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
  let best: Judged | undefined;
  for (const candidate of candidates) {
    const judged = await judge(candidate, query, partsOf);
    if (best === undefined || isNearer(judged, best)) best = judged;
  }
  return best?.candidate ?? first;
}

interface Judged {
  readonly candidate: Candidate<Entry>;
  readonly passes: boolean;
  /** Keys of the query that it does not know. */
  readonly unknown: number;
  /** Required properties that the body has, and lacks. */
  readonly present: number;
  readonly missing: number;
}

function isNearer(a: Judged, b: Judged): boolean {
  if (a.passes !== b.passes) return a.passes;
  if (a.unknown !== b.unknown) return a.unknown < b.unknown;
  if (a.passes || a.present !== b.present) return !a.passes && a.present > b.present;
  return a.missing < b.missing;
}

async function judge(candidate: Candidate<Entry>, query: URLSearchParams, partsOf: PartsOf): Promise<Judged> {
  const { route } = candidate.entry;
  const raw = partsOf(candidate);
  const judged = { candidate, unknown: unknownKeys(route, query), present: 0, missing: 0 };
  if (await passes(candidate, partsOf)) return { ...judged, passes: true };
  const how = route.body && howToRead(route.body, raw.header("content-type"));
  const content = typeof how === "function" ? await raw.content().catch(() => undefined) : undefined;
  if (typeof how !== "function" || typeof content !== "object" || content === null)
    return { ...judged, passes: false };
  const missing = missingIn(how, content);
  return { ...judged, passes: false, missing, present: missingIn(how, {}) - missing };
}

function missingIn(check: Check<unknown>, value: unknown): number {
  const result = check(value);
  return result.ok ? 0 : result.issues.filter(({ keyword }) => keyword === "required").length;
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
