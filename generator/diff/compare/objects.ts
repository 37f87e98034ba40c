/** Objects: their properties, and what is said about all other keys. */
import { compare as compareText } from "../../json.js";
import { type Context, inside, propertySegment, report } from "../difference.js";
import { printShape } from "../shape/print.js";
import type { Shapes } from "../shape/shape.js";
import type { ObjectShape, Parts, Property } from "../shape/types.js";
import { pairAlternatives } from "./alternatives.js";
import { compareLimits } from "./limits.js";
import { type Places, places } from "./places.js";
import type { Recursion } from "./recursion.js";

export function compareObjects(
  old: readonly ObjectShape[],
  next: readonly ObjectShape[],
  at: Places,
  context: Context,
  comparison: Recursion,
): void {
  const { pairs, added, removed } = pairAlternatives(old, next);
  for (const [before, after] of pairs) compareObject(before, after, at, context, comparison);
  for (const alternative of added)
    report(context, "alternative-added", { ...at, after: describe(alternative) });
  for (const alternative of removed)
    report(context, "alternative-removed", { ...at, before: describe(alternative) });
}

function describe({ title, properties, rest }: ObjectShape): string {
  const names = [...properties.keys()].sort(compareText);
  const listed = [...names.slice(0, 6), ...(names.length > 6 ? ["…"] : [])].join(", ");
  if (names.length > 0) return `${title ?? "object"} { ${listed} }`;
  return title ?? (rest === undefined ? "any object" : "a map");
}

function compareObject(
  old: ObjectShape,
  next: ObjectShape,
  at: Places,
  context: Context,
  comparison: Recursion,
): void {
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
    compareProperty(before, after, inside(context, propertySegment(name)), at, comparison);
  }
  compareRest(old, next, at, context, comparison);
  compareLimits(old.limits, next.limits, at, context);
}

export function compareProperty(
  old: Property | undefined,
  next: Property | undefined,
  context: Context,
  owner: Places,
  comparison: Recursion,
): void {
  if (old === undefined || next === undefined) {
    const alone = next ?? old;
    if (alone === undefined) return;
    if (alone.parts.length === 0) {
      report(context, next === undefined ? "requirement-removed" : "requirement-added", owner);
      return;
    }
    const shapes: Shapes = next === undefined ? comparison.old : comparison.new;
    const shape = shapes.of(alone.parts);
    const text = printShape(shape, shapes);
    // The other side points at the object that lacks it.
    const here = shape.notes.origin;
    if (next === undefined)
      report(context, "property-removed", {
        ...owner,
        ...(here && { old: here }),
        required: alone.required,
        before: text,
      });
    else
      report(context, "property-added", {
        ...owner,
        ...(here && { new: here }),
        required: alone.required,
        after: text,
      });
    return;
  }
  if (old.required !== next.required)
    report(
      context,
      next.required ? "property-required" : "property-optional",
      places(comparison.old.of(old.parts), comparison.new.of(next.parts)),
    );
  comparison.compare(old.parts, next.parts, context);
}

function compareRest(
  old: ObjectShape,
  next: ObjectShape,
  at: Places,
  context: Context,
  comparison: Recursion,
): void {
  const values = inside(context, "<key>");
  if ((old.rest === false) !== (next.rest === false))
    report(context, next.rest === false ? "object-closed" : "object-opened", at);
  else if (old.rest !== false && next.rest !== false && (old.rest !== undefined || next.rest !== undefined))
    comparison.compare(old.rest ?? OPEN, next.rest ?? OPEN, values);
  const before = [...old.keys].sort(compareText).join(" and ");
  const after = [...next.keys].sort(compareText).join(" and ");
  if (before !== after)
    report(values, "key-format", { ...at, before: before || "any key", after: after || "any key" });
  for (const pattern of new Set([...old.patterns.keys(), ...next.patterns.keys()]))
    comparison.compare(
      old.patterns.get(pattern) ?? OPEN,
      next.patterns.get(pattern) ?? OPEN,
      inside(context, `<${pattern}>`),
    );
}

const OPEN: Parts = [true];
