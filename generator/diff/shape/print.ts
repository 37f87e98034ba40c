/** A shape in a few words, as TypeScript would have it: `string | null`, `"a" | "b"`, `array of object`. */
import type { Shapes } from "./shape.js";
import type { Shape } from "./shapes.js";

const MAX_VALUES = 8;

export function printShape(shape: Shape, shapes: Shapes, depth = 0): string {
  if (shape.any) return "any";
  const items = shape.arrays.map(({ items }) =>
    items === undefined || depth > 2
      ? "array"
      : `array of ${printShape(shapes.of(items), shapes, depth + 1)}`,
  );
  const words = [
    ...(shape.string ? [printString(shape.string.values, shape.string.formats)] : []),
    ...(shape.number
      ? [printValues(shape.number.values) ?? (shape.number.integer ? "integer" : "number")]
      : []),
    ...(shape.boolean ? [printValues(shape.boolean.values) ?? "boolean"] : []),
    ...items,
    ...shape.objects.map(() => "object"),
    ...(shape.null ? ["null"] : []),
  ];
  return words.length === 0 ? "nothing" : [...new Set(words)].join(" | ");
}

function printString(values: readonly string[] | undefined, formats: readonly string[]): string {
  return printValues(values) ?? (formats.length === 0 ? "string" : `string (${formats.join(" or ")})`);
}

function printValues(values: readonly unknown[] | undefined): string | undefined {
  if (values === undefined) return undefined;
  const shown = values.slice(0, MAX_VALUES).map((value) => JSON.stringify(value));
  return [...shown, ...(values.length > MAX_VALUES ? ["…"] : [])].join(" | ");
}
