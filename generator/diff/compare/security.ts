/** Which credentials are asked for, and which are taken. */
import { compare } from "../../json.js";
import type { SecurityDef, SecuritySchemeDef } from "../../model/model.js";
import { type Context, report } from "./context.js";

export function compareSecurity(old: SecurityDef, next: SecurityDef, context: Context): void {
  const before = kindsOf(old);
  const after = kindsOf(next);
  compareDemand(old, next, context);
  if (before.size === 0 || after.size === 0) return;
  // A way that holds another one was taken before as well, or is taken still.
  for (const kind of only(after, before)) report(context, "security-scheme-added", { after: kind });
  for (const kind of only(before, after)) report(context, "security-scheme-removed", { before: kind });
  if (old.named && next.named) compareNames(old, next, context);
}

/** Whether credentials are demanded, or taken at all. */
function compareDemand(old: SecurityDef, next: SecurityDef, context: Context): void {
  const [before, after] = [printed(old), printed(next)];
  const [was, is] = [demandOf(old), demandOf(next)];
  if (was.isRequired !== is.isRequired)
    report(context, is.isRequired ? "security-required" : "security-optional", { before, after });
  if (!was.isTaken && is.isTaken && !is.isRequired) report(context, "security-offered", { after });
  if (!is.isTaken && was.isTaken && !was.isRequired) report(context, "security-withdrawn", { before });
}

function demandOf(security: SecurityDef): { readonly isTaken: boolean; readonly isRequired: boolean } {
  const isTaken = kindsOf(security).size > 0;
  return { isTaken, isRequired: isTaken && !security.optional };
}

/** Ways of `some` that hold none of `others`. */
function only(some: Kinds, others: Kinds): string[] {
  const holds = (own: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
    [...other].every((way) => own.has(way));
  return [...some]
    .filter(([, own]) => ![...others.values()].some((other) => holds(own, other)))
    .map(([kind]) => kind)
    .sort(compare);
}

function compareNames(old: SecurityDef, next: SecurityDef, context: Context): void {
  const [was, is] = [namesByWay(old), namesByWay(next)];
  for (const [way, name] of [...is].sort(([a], [b]) => compare(a, b))) {
    const known = was.get(way);
    if (known !== undefined && known !== name)
      report(context, "security-scheme-renamed", { before: known, after: name, effect: "other" });
  }
}

/** The names that a document has for each place of credentials: the ones by which a client is given them. */
function namesByWay({ alternatives }: SecurityDef): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (const scheme of alternatives)
    found.set(wayOf(scheme), new Set([...(found.get(wayOf(scheme)) ?? []), scheme.name]));
  return new Map([...found].map(([way, names]) => [way, [...names].sort(compare).join(" and ")] as const));
}

const NAMES = {
  bearer: "Authorization: Bearer",
  query: "access_token in the query",
  "x-matrix": "a signed request (X-Matrix)",
} as const;

/** Each way that credentials may come, in words; those that are needed together are one way. */
type Kinds = ReadonlyMap<string, ReadonlySet<string>>;

function kindsOf({ requirements, named }: SecurityDef): Kinds {
  const kinds = requirements.flatMap((schemes) => {
    const [only, ...others] = schemes;
    // Until v1.10 one scheme, declared for the query, stood for both ways that the prose allows.
    if (!named && only?.name === "accessToken" && others.length === 0) return [[NAMES.bearer], [NAMES.query]];
    return [schemes.map((scheme) => (named ? wayOf(scheme) : NAMES[scheme.kind])).sort(compare)];
  });
  return new Map(kinds.map((ways) => [ways.join(" and "), new Set(ways)] as const));
}

function wayOf({ in: place, key }: SecuritySchemeDef): string {
  if (place === "tls") return "a certificate";
  return place === "authorization" ? `Authorization: ${key}` : `${key} in the ${place}`;
}

function printed(security: SecurityDef): string {
  const kinds = kindsOf(security);
  if (kinds.size === 0) return "open to all";
  const list = [...kinds.keys()].sort(compare).join(" or ");
  return security.optional ? `${list}, or nothing` : list;
}
