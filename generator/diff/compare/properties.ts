/** One property of an object, which either release may lack. */
import type { Effect } from "../difference.js";
import { printShape } from "../shape/print.js";
import type { Property } from "../shape/shapes.js";
import { type Context, places, report } from "./context.js";

/** The context stands at the objects; `effect` is that of a property which only one of them describes. */
export function compareProperty(
  old: Property | undefined,
  next: Property | undefined,
  context: Context,
  effect?: Effect,
): void {
  if (old !== undefined && next !== undefined) compareKept(old, next, context);
  else if (next !== undefined) reportAdded(next, context, effect);
  else if (old !== undefined) reportRemoved(old, context, effect);
}

function compareKept(old: Property, next: Property, context: Context): void {
  const { schemas } = context;
  const at = places(schemas.old.of(old.parts), schemas.new.of(next.parts));
  if (old.required !== next.required)
    report({ ...context, at }, next.required ? "property-required" : "property-optional");
  schemas.compare(old.parts, next.parts, context);
}

/** The older place is the object that lacks it. */
function reportAdded({ parts, required }: Property, context: Context, effect: Effect | undefined): void {
  if (parts.length === 0) {
    report(context, "requirement-added", { effect: "narrower" });
    return;
  }
  const shapes = context.schemas.new;
  const shape = shapes.of(parts);
  report(context, "property-added", {
    ...(shape.notes.origin && { new: shape.notes.origin }),
    required,
    after: printShape(shape, shapes),
    ...(effect && { effect }),
  });
}

/** The newer place is the object that lacks it. */
function reportRemoved({ parts, required }: Property, context: Context, effect: Effect | undefined): void {
  if (parts.length === 0) {
    report(context, "requirement-removed", { effect: "wider" });
    return;
  }
  const shapes = context.schemas.old;
  const shape = shapes.of(parts);
  report(context, "property-removed", {
    ...(shape.notes.origin && { old: shape.notes.origin }),
    required,
    before: printShape(shape, shapes),
    ...(effect && { effect }),
  });
}
