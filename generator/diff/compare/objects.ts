/** Objects: their properties, and what is said about all other keys. */
import { compare as compareText } from "../../json.js";
import { type Context, type Effect, inside, propertySegment, report } from "../difference.js";
import { printShape } from "../shape/print.js";
import type { Shapes } from "../shape/shape.js";
import type { ObjectShape, Parts, Property } from "../shape/shapes.js";
import { pairAlternatives } from "./alternatives.js";
import { checksText, effectOf, join } from "./checks.js";
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
    const here = inside(context, propertySegment(name));
    compareProperty(before, after, here, at, comparison, effectOfClosed(before, after, old, next));
    // A key of a map like any other has come to have a schema of its own, or the other way round.
    const [mine, other] = [before?.parts ?? valuesOf(old), after?.parts ?? valuesOf(next)];
    if ((before === undefined) !== (after === undefined) && mine !== undefined && other !== undefined)
      comparison.compare(mine, other, here);
  }
  compareRest(old, next, at, context, comparison);
  compareLimits(old.limits, next.limits, at, context);
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

export function compareProperty(
  old: Property | undefined,
  next: Property | undefined,
  context: Context,
  owner: Places,
  comparison: Recursion,
  effect?: Effect,
): void {
  if (old === undefined || next === undefined) {
    const alone = next ?? old;
    if (alone === undefined) return;
    if (alone.parts.length === 0) {
      if (next === undefined) report(context, "requirement-removed", { ...owner, effect: "wider" });
      else report(context, "requirement-added", { ...owner, effect: "narrower" });
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
        ...(effect && { effect }),
      });
    else
      report(context, "property-added", {
        ...owner,
        ...(here && { new: here }),
        required: alone.required,
        after: text,
        ...(effect && { effect }),
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
  const effect = join(effectOf(old.keyChecks, next.keyChecks), patternEffect(old, next));
  if (before !== after || effect !== undefined)
    report(values, "key-format", {
      ...at,
      before: keysText(old),
      after: keysText(next),
      ...(effect && { effect }),
    });
  for (const pattern of new Set([...old.patterns.keys(), ...next.patterns.keys()])) {
    const [mine, other] = [old.patterns.get(pattern), next.patterns.get(pattern)];
    const here = inside(context, `<${pattern}>`);
    if ((mine === undefined && old.rest === false) || (other === undefined && next.rest === false))
      report(here, other === undefined ? "object-closed" : "object-opened", at);
    else comparison.compare(mine ?? OPEN, other ?? OPEN, here);
  }
}

/** A map by a pattern leaves keys of other forms alone, unless it is closed; `additionalProperties` looks at all. */
function patternEffect(old: ObjectShape, next: ObjectShape): Effect | undefined {
  const isOpenMap = ({ rest, keyPattern }: ObjectShape): boolean =>
    rest !== undefined && rest !== false && keyPattern === undefined;
  const [before, after] = [old.keyPattern, next.keyPattern];
  if (before === after)
    return before === undefined || old.closed === next.closed
      ? undefined
      : next.closed
        ? "narrower"
        : "wider";
  if (before !== undefined && after !== undefined) return "other";
  const isNow = after !== undefined;
  if (!isOpenMap(isNow ? old : next)) return undefined;
  return (isNow ? next : old).closed === isNow ? "narrower" : "wider";
}

function keysText({ keys, keyChecks, keyPattern, closed }: ObjectShape): string {
  const more = keyPattern !== undefined && closed ? ", and no others" : "";
  if (keys.length > 0) return [...keys].sort(compareText).join(" and ") + more;
  return (keyChecks.length === 0 ? "any key" : checksText(keyChecks)) + more;
}

const OPEN: Parts = [true];
