/** Which JSON types a value may have, and whether that is stated. */
import type { NumberShape, Shape } from "../shape/shapes.js";
import { type Context, report } from "./context.js";

/** Two shapes in words. */
export interface Words {
  readonly before: string;
  readonly after: string;
}

/** A schema that says nothing of the type, against one that does. */
export function compareStated(old: Shape, next: Shape, words: () => Words, context: Context): void {
  if (old.any === next.any) return;
  if (old.any) report(context, "type-stated", { ...words(), effect: "narrower" });
  else report(context, "type-unstated", { ...words(), effect: "wider" });
}

/** A type that keywords imply and validators do not check, against one that is stated. */
export function compareImplied(old: Shape, next: Shape, context: Context): void {
  if (old.implied === next.implied) return;
  const [before, after] = old.implied ? ["no type", "the type"] : ["the type", "no type"];
  report(context, "checks-changed", { before, after, effect: old.implied ? "narrower" : "wider" });
}

export function compareTypes(old: Shape, next: Shape, words: () => Words, context: Context): void {
  const before = kindsOf(old, next);
  const after = kindsOf(next, old);
  const widened = [...before].every((kind) => lets(after, kind));
  const narrowed = [...after].every((kind) => lets(before, kind));
  if (widened && narrowed) return;
  const kind = widened ? "type-widened" : narrowed ? "type-narrowed" : "type-changed";
  report(context, kind, words());
}

function kindsOf(shape: Shape, other: Shape): Set<string> {
  const kinds = new Set<string>();
  if (shape.string) kinds.add("string");
  if (shape.number) kinds.add(isInteger(shape.number, other.number) ? "integer" : "number");
  if (shape.boolean) kinds.add("boolean");
  if (shape.null) kinds.add("null");
  if (shape.objects.length > 0) kinds.add("object");
  if (shape.arrays.length > 0) kinds.add("array");
  return kinds;
}

/** Whole numbers are integers where the other side says `integer`; else values and steps are told by themselves. */
function isInteger({ integer, whole }: NumberShape, other: NumberShape | undefined): boolean {
  return integer || (whole && other?.integer === true);
}

function lets(kinds: ReadonlySet<string>, kind: string): boolean {
  return kinds.has(kind) || (kind === "integer" && kinds.has("number"));
}
