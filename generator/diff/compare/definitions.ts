/**
 * Definitions that only prose refers to. All others are compared where they are used; one that is used only together with other schemas
 * has a type and a guard that may change though no use of it does, since these schemas say more.
 */
import { breaksOf } from "../classify.js";
import type { Difference, Places } from "../difference.js";
import { type DefinitionPair, definitionName, matchDefinitions } from "../match/definitions.js";
import type { Release } from "../release.js";
import { type Context, report, type Start } from "./context.js";

/** `found` has all that was told of operations and events, and is what `start` reports to. */
export function compareAllDefinitions(old: Release, next: Release, start: Start, found: Difference[]): void {
  const { pairs, overlaid, added, removed } = matchDefinitions(old.model, next.model);
  for (const definition of removed)
    report(open(definition, { old: definition.origin }, start), "definition-removed");
  for (const definition of added)
    report(open(definition, { new: definition.origin }, start), "definition-added");
  for (const pair of pairs) comparePair(pair, start);
  compareOverlaid(overlaid, start, found);
}

function open(definition: DefinitionPair[0], at: Places, start: Start): Context {
  return start({ kind: "definition", api: definition.module, name: definitionName(definition) }, "event", at);
}

function comparePair([old, next]: DefinitionPair, start: Start): void {
  const context = open(next, { old: old.origin, new: next.origin }, start);
  context.schemas.compare([old.schema], [next.schema], context);
}

/** Keeps what changes generated code and was told nowhere. */
function compareOverlaid(pairs: readonly DefinitionPair[], start: Start, found: Difference[]): void {
  const told = new Set(found.map(editOf));
  for (const pair of pairs) {
    const from = found.length;
    comparePair(pair, start);
    for (const difference of found.splice(from)) {
      const edit = editOf(difference);
      if (told.has(edit) || breaksOf(difference).length === 0) continue;
      told.add(edit);
      found.push(difference);
    }
  }
}

/** Equal for one edit, wherever it shows. */
function editOf({ kind, old, new: next }: Difference): string {
  return JSON.stringify([kind, old?.file, old?.pointer, next?.file, next?.pointer]);
}
