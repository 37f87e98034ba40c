/** Which JSON types a value may have. */
import { type Context, type Difference, report } from "../difference.js";
import type { Shape } from "../shape/shapes.js";

export function compareTypes(
  old: Shape,
  next: Shape,
  details: () => Pick<Difference, "old" | "new" | "before" | "after">,
  context: Context,
): void {
  const before = kindsOf(old);
  const after = kindsOf(next);
  const widened = [...before].every((kind) => lets(after, kind));
  const narrowed = [...after].every((kind) => lets(before, kind));
  if (widened && narrowed) return;
  const kind = widened ? "type-widened" : narrowed ? "type-narrowed" : "type-changed";
  report(context, kind, details());
}

function kindsOf(shape: Shape): Set<string> {
  const kinds = new Set<string>();
  if (shape.string) kinds.add("string");
  if (shape.number) kinds.add(shape.number.integer ? "integer" : "number");
  if (shape.boolean) kinds.add("boolean");
  if (shape.null) kinds.add("null");
  if (shape.objects.length > 0) kinds.add("object");
  if (shape.arrays.length > 0) kinds.add("array");
  return kinds;
}

function lets(kinds: ReadonlySet<string>, kind: string): boolean {
  return kinds.has(kind) || (kind === "integer" && kinds.has("number"));
}
