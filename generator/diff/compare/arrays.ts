/** Lists: their items, by position where the schema tells positions apart. */
import { printShape } from "../shape/print.js";
import type { Shapes } from "../shape/shape.js";
import type { ArrayShape, Parts, Shape } from "../shape/shapes.js";
import { union } from "../shape/union.js";
import { type Context, inside, report } from "./context.js";
import { compareLimits } from "./limits.js";
import { pairEqual } from "./pair-equal.js";

export function compareArrays(
  old: readonly ArrayShape[],
  next: readonly ArrayShape[],
  context: Context,
): void {
  const { schemas } = context;
  const same = pairEqual(
    old,
    next,
    (array) => describe(array, schemas.old),
    (array) => describe(array, schemas.new),
  );
  // Others go by position. What reads the same may still differ further in.
  for (const [index, before] of same.old.entries()) {
    const after = same.next[index];
    if (after !== undefined) compareArray(before, after, context);
  }
  for (const [before, after] of same.pairs) compareArray(before, after, context);
  for (const left of same.next.slice(same.old.length))
    report(context, "alternative-added", { after: describe(left, schemas.new) });
  for (const left of same.old.slice(same.next.length))
    report(context, "alternative-removed", { before: describe(left, schemas.old) });
}

function describe(array: ArrayShape, shapes: Shapes): string {
  const list = (parts: Parts): string => printShape(shapes.of(parts), shapes, 1);
  if (array.prefix.length > 0) return `[${array.prefix.map(list).join(", ")}]`;
  return array.items === undefined ? "any list" : `list of ${list(array.items)}`;
}

function compareArray(before: ArrayShape, after: ArrayShape, context: Context): void {
  const { schemas } = context;
  compareLimits(before.limits, after.limits, context);
  const items = inside(context, "[]");
  const compareItems = (): void => {
    if (before.items !== undefined || after.items !== undefined)
      schemas.compare(before.items ?? [true], after.items ?? [true], items);
  };
  if ((before.prefix.length === 0) === (after.prefix.length === 0)) {
    for (let index = 0; index < Math.max(before.prefix.length, after.prefix.length); index += 1)
      schemas.compare(
        before.prefix[index] ?? before.items ?? [true],
        after.prefix[index] ?? after.items ?? [true],
        inside(context, `[${index}]`),
      );
    compareItems();
    return;
  }
  // A list with positions against one without: upstream wrote the same pair in both ways.
  report(context, "tuple-changed", {
    before: describe(before, schemas.old),
    after: describe(after, schemas.new),
    effect: isAny(before) ? "narrower" : isAny(after) ? "wider" : "other",
  });
  schemas.shapes(anyItem(before, schemas.old), anyItem(after, schemas.new), items);
}

function isAny({ prefix, items }: ArrayShape): boolean {
  return prefix.length === 0 && items === undefined;
}

function anyItem(array: ArrayShape, shapes: Shapes): Shape {
  const all = [...array.prefix, ...(array.items === undefined ? [] : [array.items])].filter(
    ([first]) => first !== false,
  );
  return all.map((parts) => shapes.of(parts)).reduce((a, b) => union(a, b), shapes.of(all[0] ?? [true]));
}
