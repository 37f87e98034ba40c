/** One property of an object, which either release may lack. */
import { type Context, type Effect, report } from "../difference.js";
import { printShape } from "../shape/print.js";
import type { Shapes } from "../shape/shape.js";
import type { Property } from "../shape/shapes.js";
import { type Places, places } from "./places.js";
import type { Recursion } from "./recursion.js";

/** `owner` is where the objects stand; `effect` is that of a property which only one of them describes. */
export function compareProperty(
  old: Property | undefined,
  next: Property | undefined,
  context: Context,
  owner: Places,
  comparison: Recursion,
  effect?: Effect,
): void {
  if (old !== undefined && next !== undefined) compareKept(old, next, context, comparison);
  else if (next !== undefined) reportAdded(next, owner, context, comparison.new, effect);
  else if (old !== undefined) reportRemoved(old, owner, context, comparison.old, effect);
}

function compareKept(old: Property, next: Property, context: Context, comparison: Recursion): void {
  if (old.required !== next.required)
    report(
      context,
      next.required ? "property-required" : "property-optional",
      places(comparison.old.of(old.parts), comparison.new.of(next.parts)),
    );
  comparison.compare(old.parts, next.parts, context);
}

function reportAdded(
  { parts, required }: Property,
  owner: Places,
  context: Context,
  shapes: Shapes,
  effect: Effect | undefined,
): void {
  if (parts.length === 0) {
    report(context, "requirement-added", { ...owner, effect: "narrower" });
    return;
  }
  const shape = shapes.of(parts);
  report(context, "property-added", {
    // The old side points at the object that lacks it.
    ...owner,
    ...(shape.notes.origin && { new: shape.notes.origin }),
    required,
    after: printShape(shape, shapes),
    ...(effect && { effect }),
  });
}

function reportRemoved(
  { parts, required }: Property,
  owner: Places,
  context: Context,
  shapes: Shapes,
  effect: Effect | undefined,
): void {
  if (parts.length === 0) {
    report(context, "requirement-removed", { ...owner, effect: "wider" });
    return;
  }
  const shape = shapes.of(parts);
  report(context, "property-removed", {
    // The new side points at the object that lacks it.
    ...owner,
    ...(shape.notes.origin && { old: shape.notes.origin }),
    required,
    before: printShape(shape, shapes),
    ...(effect && { effect }),
  });
}
