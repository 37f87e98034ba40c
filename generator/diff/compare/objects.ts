/** Objects: their alternatives, and of each its properties, its other keys and its limits. */
import { compare as compareText } from "../../json.js";
import type { Effect } from "../difference.js";
import type { ObjectShape, Parts, Property } from "../shape/shapes.js";
import { pairAlternatives } from "./alternatives.js";
import { type Context, inside, propertySegment, report } from "./context.js";
import { compareLimits } from "./limits.js";
import { compareOtherKeys } from "./other-keys.js";
import { compareProperty } from "./properties.js";

export function compareObjects(
  old: readonly ObjectShape[],
  next: readonly ObjectShape[],
  context: Context,
): void {
  const { pairs, added, removed } = pairAlternatives(old, next);
  for (const [before, after] of pairs) compareObject(before, after, context);
  for (const alternative of added) report(context, "alternative-added", { after: describe(alternative) });
  for (const alternative of removed)
    report(context, "alternative-removed", { before: describe(alternative) });
}

function describe({ title, properties, rest }: ObjectShape): string {
  const names = [...properties.keys()].sort(compareText);
  const listed = [...names.slice(0, 6), ...(names.length > 6 ? ["…"] : [])].join(", ");
  if (names.length > 0) return `${title ?? "object"} { ${listed} }`;
  return title ?? (rest === undefined ? "any object" : "a map");
}

function compareObject(old: ObjectShape, next: ObjectShape, context: Context): void {
  const names = [...new Set([...old.properties.keys(), ...next.properties.keys()])];
  for (const name of names) {
    // The file name is the authority on an event's type: upstream's schemas once leave it open and once list two.
    if (
      name === "type" &&
      context.side === "event" &&
      context.path === "" &&
      context.subject.kind === "event"
    )
      continue;
    const before = old.properties.get(name);
    const after = next.properties.get(name);
    const here = inside(context, propertySegment(name));
    compareProperty(before, after, here, effectOfClosed(before, after, old, next));
    // A key of a map like any other has come to have a schema of its own, or the other way round.
    const [mine, other] = [before?.parts ?? valuesOf(old), after?.parts ?? valuesOf(next)];
    if ((before === undefined) !== (after === undefined) && mine !== undefined && other !== undefined)
      context.schemas.compare(mine, other, here);
  }
  compareOtherKeys(old, next, context);
  compareLimits(old.limits, next.limits, context);
}

/** A closed object did not take the key before it was described, or takes it no more. */
function effectOfClosed(
  before: Property | undefined,
  after: Property | undefined,
  old: ObjectShape,
  next: ObjectShape,
): Effect | undefined {
  if (before === undefined && old.rest === false) return "wider";
  return after === undefined && next.rest === false ? "narrower" : undefined;
}

function valuesOf({ rest, keyPattern }: ObjectShape): Parts | undefined {
  return rest === false || keyPattern !== undefined ? undefined : rest;
}
