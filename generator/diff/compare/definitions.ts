/**
 * Definitions that only prose refers to. All others are compared where they are used; one that is used only together with other schemas
 * has a type and a guard that may change though no use of it does, since these schemas say more.
 */
import { breaksOf } from "../classify.js";
import type { Difference, Places } from "../difference.js";
import { type DefinitionPair, definitionName, type MatchedDefinitions } from "../match/definitions.js";
import { type Comparison, type Context, report, type Start } from "./context.js";

/** The definitions that have to be compared by themselves. */
export function compareLoneDefinitions({ pairs, added, removed }: MatchedDefinitions, start: Start): void {
  for (const definition of removed)
    report(open(definition, { old: definition.origin }, start), "definition-removed");
  for (const definition of added)
    report(open(definition, { new: definition.origin }, start), "definition-added");
  for (const pair of pairs) comparePair(pair, start);
}

/** Breaks of the other definitions, compared by `apart`, that are not among those `told` already. */
export function untoldBreaks(
  { overlaid }: MatchedDefinitions,
  told: readonly Difference[],
  apart: Comparison,
): readonly Difference[] {
  for (const pair of overlaid) comparePair(pair, apart.start);
  return newBreaks(told, apart.found);
}

function open(definition: DefinitionPair[0], at: Places, start: Start): Context {
  return start({ kind: "definition", api: definition.module, name: definitionName(definition) }, "event", at);
}

function comparePair([old, next]: DefinitionPair, start: Start): void {
  const context = open(next, { old: old.origin, new: next.origin }, start);
  context.schemas.compare([old.schema], [next.schema], context);
}

/** An edit that breaks nothing where it was told may break something here. */
function newBreaks(told: readonly Difference[], found: readonly Difference[]): readonly Difference[] {
  const breaking = (differences: readonly Difference[]): Difference[] =>
    differences.filter((difference) => breaksOf(difference).length > 0);
  const breaks = breaking(found);
  if (breaks.length === 0) return [];
  const edits = new Set(breaking(told).map(editOf));
  return breaks.filter((difference) => {
    const edit = editOf(difference);
    const isNew = !edits.has(edit);
    edits.add(edit);
    return isNew;
  });
}

/** Equal for one edit, wherever it shows. Of a property that one release lacks, the other place is that of an object around it, of which there may be several. */
function editOf({ kind, old, new: next }: Difference): string {
  const places = kind === "property-removed" ? [old] : kind === "property-added" ? [next] : [old, next];
  return JSON.stringify([kind, ...places.flatMap((place) => [place?.file, place?.pointer])]);
}
