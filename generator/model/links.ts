/** Links of answers to operations: each names one that there is, in one way. Nothing is emitted of them. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedDocument, LinkedSpec } from "../link/linked-spec.js";
import { didYouMean } from "../near-names.js";
import { percentDecoded } from "../percent-decode.js";
import { evaluate, pointer } from "../pointer.js";

export interface LinkDef {
  readonly link: Json;
  readonly document: LinkedDocument;
  readonly origin: Origin;
}

/** Links of an operation's answers. */
export function linksOf(
  operation: Json,
  document: LinkedDocument,
  linked: LinkedSpec,
  origin: Origin,
): LinkDef[] {
  return getEntries(operation, "responses").flatMap(([status, response]) => {
    const at = linked.originOf(response) ?? {
      file: origin.file,
      pointer: `${origin.pointer}/responses${pointer(status)}`,
    };
    return linksIn(response, document, linked, at);
  });
}

/** Links of a component, or of an answer. */
export function linksIn(
  holder: Json | undefined,
  document: LinkedDocument,
  linked: LinkedSpec,
  at: Origin,
): LinkDef[] {
  return getEntries(holder, "links")
    .filter(([, link]) => isObject(link) && get(link, "$ref") === undefined)
    .map(([name, link]) => ({
      link,
      document,
      origin: linked.originOf(link) ?? { file: at.file, pointer: `${at.pointer}/links${pointer(name)}` },
    }));
}

export function checkLinks(
  links: readonly LinkDef[],
  operationIds: ReadonlySet<string>,
  diagnostics: Diagnostics,
): void {
  const told = new Set<Json>();
  for (const each of links) {
    if (told.has(each.link)) continue;
    told.add(each.link);
    const wrong = faultOf(each, operationIds);
    if (wrong !== undefined) diagnostics.report("lower/invalid-description", wrong, each.origin);
  }
}

function faultOf({ link, document }: LinkDef, operationIds: ReadonlySet<string>): string | undefined {
  const [id, ref] = [getString(link, "operationId"), getString(link, "operationRef")];
  if (id !== undefined && ref !== undefined)
    return "a link names its operation by operationId or by operationRef, not by both";
  if (id !== undefined)
    return operationIds.has(id)
      ? undefined
      : `a link leads to ${id}, which no operation is called${didYouMean(id, operationIds)}`;
  if (ref === undefined) return "a link names no operation, by operationId or by operationRef";
  if (!ref.startsWith("#")) return undefined;
  return evaluate(document.value, percentDecoded(ref.slice(1))) === undefined
    ? `a link leads to ${ref}, where there is nothing`
    : undefined;
}
