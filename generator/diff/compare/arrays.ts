/** Lists: their items, by position where the schema tells positions apart. */
import { type Context, inside, report } from "../difference.js";
import { printShape } from "../shape/print.js";
import type { Shapes } from "../shape/shape.js";
import type { ArrayShape, Parts, Shape } from "../shape/shapes.js";
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
  const [before, after] = [[...old], [...next]];
  if (old.length > 1 || next.length > 1) dropEqual(before, after, comparison);
  while (before.length > 0 && after.length > 0) {
    const [a, b] = [before.shift(), after.shift()];
    if (a !== undefined && b !== undefined) compareArray(a, b, at, context, comparison);
  }
  for (const left of after)
    report(context, "alternative-added", { ...at, after: describe(left, comparison.new) });
  for (const left of before)
    report(context, "alternative-removed", { ...at, before: describe(left, comparison.old) });
}

/** Alternatives that read the same on both sides are the same. */
function dropEqual(old: ArrayShape[], next: ArrayShape[], { old: before, new: after }: Recursion): void {
  for (const one of [...old]) {
    const text = describe(one, before);
    const index = next.findIndex((other) => describe(other, after) === text);
    if (index < 0) continue;
    const [other] = next.splice(index, 1);
    old.splice(old.indexOf(one), 1);
    // Their items may still differ further in.
    if (other !== undefined) {
      old.push(one);
      next.push(other);
    }
  }
}

function describe(array: ArrayShape, shapes: Shapes): string {
  const list = (parts: Parts): string => printShape(shapes.of(parts), shapes, 1);
  if (array.prefix.length > 0) return `[${array.prefix.map(list).join(", ")}]`;
  return array.items === undefined ? "any list" : `list of ${list(array.items)}`;
}

function compareArray(
  before: ArrayShape,
  after: ArrayShape,
  at: Places,
  context: Context,
  comparison: Recursion,
): void {
  compareLimits(before.limits, after.limits, at, context);
  const items = inside(context, "[]");
  const compareItems = (): void => {
    if (before.items !== undefined || after.items !== undefined)
      comparison.compare(before.items ?? [true], after.items ?? [true], items);
  };
  if ((before.prefix.length === 0) === (after.prefix.length === 0)) {
    for (let index = 0; index < Math.max(before.prefix.length, after.prefix.length); index += 1)
      comparison.compare(
        before.prefix[index] ?? before.items ?? [true],
        after.prefix[index] ?? after.items ?? [true],
        inside(context, `[${index}]`),
      );
    compareItems();
    return;
  }
  // A list with positions against one without: upstream wrote the same pair in both ways.
  report(context, "tuple-changed", {
    ...at,
    before: describe(before, comparison.old),
    after: describe(after, comparison.new),
    effect: "other",
  });
  comparison.shapes(anyItem(before, comparison.old), anyItem(after, comparison.new), items);
}

function anyItem(array: ArrayShape, shapes: Shapes): Shape {
  const all = [...array.prefix, ...(array.items === undefined ? [] : [array.items])].filter(
    ([first]) => first !== false,
  );
  return all.map((parts) => shapes.of(parts)).reduce((a, b) => union(a, b), shapes.of(all[0] ?? [true]));
}
