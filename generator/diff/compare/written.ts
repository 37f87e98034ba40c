/** Parts of an operation that no generated code carries, as the documents have them: scopes, servers and links. */
import nodePath from "node:path";
import {
  compare,
  get,
  getArray,
  getEntries,
  getString,
  isArray,
  isObject,
  type Json,
  stableStringify,
} from "../../json.js";
import type { OperationDef } from "../../model/model.js";
import { percentDecoded } from "../../percent-decode.js";
import { evaluate } from "../../pointer.js";
import { matchBy } from "../match/operations.js";
import type { Release } from "../release.js";
import { type Context, report } from "./context.js";

interface Releases {
  readonly old: Release;
  readonly new: Release;
}

/** The context stands at both operations. */
export function compareWritten(
  old: OperationDef,
  next: OperationDef,
  releases: Releases,
  context: Context,
): void {
  compareScopes(scopesOf(old, releases.old), scopesOf(next, releases.new), context);
  const [before, after] = [serversOf(old, releases.old), serversOf(next, releases.new)];
  if (before !== undefined && after !== undefined && before !== after)
    report(context, "servers", { before, after });
  compareLinks(old, next, releases, context);
}

type Scopes = ReadonlyMap<string, ReadonlySet<string>>;

/** Of schemes that both have. */
function compareScopes(before: Scopes, after: Scopes, context: Context): void {
  for (const [scheme, scopes] of after) {
    const known = before.get(scheme);
    if (known === undefined) continue;
    for (const scope of scopes)
      if (!known.has(scope)) report(context, "scope-added", { after: `${scheme} ${scope}` });
    for (const scope of known)
      if (!scopes.has(scope)) report(context, "scope-removed", { before: `${scheme} ${scope}` });
  }
}

function compareLinks(old: OperationDef, next: OperationDef, releases: Releases, context: Context): void {
  for (const [a, b] of matchBy(old.responses, next.responses, ({ status }) => status).pairs) {
    const [before, after] = [linksOf(a, releases.old), linksOf(b, releases.new)];
    if (before === after) continue;
    const at = { old: a.origin, new: b.origin };
    const here: Context = { ...context, side: "response", place: `response ${b.status}`, path: "", at };
    report(here, "links", { before, after });
  }
}

/** The node as its document has it. */
function nodeOf(
  { origin: { file, pointer } }: Pick<OperationDef, "origin">,
  { loaded }: Release,
): Json | undefined {
  const value = loaded.file(file)?.value;
  return value === undefined ? undefined : evaluate(value, pointer);
}

/** No chain of references is as long as that. */
const MAX_CHAIN = 32;

/** The value that it names, where it is a reference. */
function followed(node: Json | undefined, file: string, { loaded }: Release): Json | undefined {
  let [found, at] = [node, file];
  for (let left = MAX_CHAIN; left > 0; left--) {
    const ref = getString(found, "$ref");
    if (ref === undefined) return found;
    const [path = "", place = ""] = ref.split("#");
    at = path === "" ? at : nodePath.posix.join(nodePath.posix.dirname(at), path);
    const value = loaded.optional(at)?.value;
    found = value === undefined ? undefined : evaluate(value, percentDecoded(place));
  }
  return undefined;
}

/** By scheme: all that any requirement asks for. */
function scopesOf(operation: OperationDef, release: Release): Map<string, Set<string>> {
  const document = release.loaded.file(operation.origin.file)?.value;
  const node = nodeOf(operation, release);
  const found = new Map<string, Set<string>>();
  const list =
    get(node, "security") === undefined ? getArray(document, "security") : getArray(node, "security");
  for (const [scheme, scopes] of list.flatMap((requirement) =>
    isObject(requirement) ? Object.entries(requirement) : [],
  ))
    found.set(
      scheme,
      new Set([...(found.get(scheme) ?? []), ...(isArray(scopes) ? scopes.map(String) : [])]),
    );
  return found;
}

/** Without the path, which is compared by itself; undefined where variables or the reader decide. */
function serversOf(operation: OperationDef, release: Release): string | undefined {
  const document = release.loaded.file(operation.origin.file)?.value;
  const own = getArray(nodeOf(operation, release), "servers");
  const urls = (own.length > 0 ? own : getArray(document, "servers")).map(
    (server) => getString(server, "url") ?? "",
  );
  const hosts = urls.map((url) => /^[a-z][a-z+.-]*:\/\/[^/{}]+/i.exec(url)?.[0]);
  return hosts.length === 0 || hosts.includes(undefined) ? undefined : [...new Set(hosts)].sort().join(", ");
}

function linksOf(response: OperationDef["responses"][number], release: Release): string {
  const node = followed(nodeOf(response, release), response.origin.file, release);
  const links = getEntries(node, "links").sort(([a], [b]) => compare(a, b));
  return links.map(([name, link]) => `${name} ${stableStringify(link)}`).join(", ") || "none";
}
