/** How parameters, headers and fields of forms are written: a style says nothing where a value has only one form. */
import type { FieldDef, ParameterDef } from "../../model/model.js";
import type { Shape } from "../shape/shapes.js";
import { type Context, inside, propertySegment, report } from "./context.js";

type Written = Pick<ParameterDef, "style" | "explode" | "allowReserved" | "schema">;

export function compareForms(old: Written, next: Written, context: Context): void {
  const { schemas } = context;
  const [shape, other] = [schemas.old.of([old.schema]), schemas.new.of([next.schema])];
  const both = { lists: hasLists(shape) && hasLists(other), objects: hasObjects(shape) && hasObjects(other) };
  const [before, after] = [formOf(old, both), formOf(next, both)];
  if (before !== after) report(context, "parameter-form", { before, after });
  if (old.allowReserved !== next.allowReserved)
    report(context, "parameter-reserved", {
      before: old.allowReserved ? "kept" : "encoded",
      after: next.allowReserved ? "kept" : "encoded",
    });
}

/** Fields of a form, which both releases have: what is new or gone is told as a property. */
export function compareFields(old: readonly FieldDef[], next: readonly FieldDef[], context: Context): void {
  const known = new Map(old.map((field) => [field.name, field]));
  for (const field of next) {
    const other = known.get(field.name);
    if (other === undefined) continue;
    const [before, after] = [fieldText(other), fieldText(field)];
    if (before !== after)
      report(inside(context, propertySegment(field.name)), "field-form", { before, after });
  }
}

interface Composite {
  readonly lists: boolean;
  readonly objects: boolean;
}

/** Styles in which a text alone looks otherwise, too: a cookie in its own style is not percent-encoded. */
const TEXTS: ReadonlySet<string> = new Set(["json", "label", "matrix", "cookie"]);

/** In words; equal where every value that both releases have is written alike. */
function formOf({ style, explode }: Written, { lists, objects }: Composite): string {
  if (style === "json") return style;
  if (!lists && !objects) return TEXTS.has(style) ? style : "plain text";
  // In a header, or a segment of a path, items of a list are joined by commas either way.
  if (style === "simple" && !objects) return style;
  return explode ? `${style}, each by itself` : `${style}, all in one`;
}

function fieldText({ style, explode, bytes, contentType, headers }: FieldDef): string {
  const parts = [
    style,
    ...(explode ? ["each by itself"] : []),
    ...(bytes === false ? [] : [bytes === true ? "bytes" : "text or bytes"]),
    ...(contentType === undefined ? [] : [contentType]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return parts.join(", ");
}

function hasLists({ any, arrays }: Shape): boolean {
  return any || arrays.length > 0;
}

function hasObjects({ any, objects }: Shape): boolean {
  return any || objects.length > 0;
}
