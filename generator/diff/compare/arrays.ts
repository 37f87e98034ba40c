/** Lists: their items, by position where the schema tells positions apart. */
import { type Context, inside } from "../difference.js";
import type { Shapes } from "../shape/shape.js";
import type { ArrayShape, Shape } from "../shape/types.js";
import { union } from "../shape/union.js";
import { compareLimits } from "./limits.js";
import type { Places } from "./places.js";
import type { Recursion } from "./recursion.js";

export function compareArrays(
  old: readonly ArrayShape[],
  next: readonly ArrayShape[],
  at: Places,
  context: Context,
  comparison: Recursion,
): void {
  const [before] = old;
  const [after] = next;
  // Alternatives that are all lists do not occur; taken together they would say nothing precise.
  if (before === undefined || after === undefined || old.length > 1 || next.length > 1) return;
  compareLimits(before.limits, after.limits, at, context);
  const items = inside(context, "[]");
  if (before.prefix.length > 0 && before.prefix.length === after.prefix.length) {
    for (const [index, parts] of before.prefix.entries())
      comparison.compare(parts, after.prefix[index] ?? [true], inside(context, `[${index}]`));
    if (before.items !== undefined || after.items !== undefined)
      comparison.compare(before.items ?? [true], after.items ?? [true], items);
  } else if (before.prefix.length === 0 && after.prefix.length === 0)
    comparison.compare(before.items ?? [true], after.items ?? [true], items);
  // A list with positions against one without: upstream wrote the same pair in both ways.
  else comparison.shapes(anyItem(before, comparison.old), anyItem(after, comparison.new), items);
}

function anyItem(array: ArrayShape, shapes: Shapes): Shape {
  const all = [...array.prefix, ...(array.items === undefined ? [] : [array.items])];
  return all.map((parts) => shapes.of(parts)).reduce((a, b) => union(a, b), shapes.of(all[0] ?? [true]));
}
