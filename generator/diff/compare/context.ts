/** Where a comparison of two releases stands, and how it goes on and tells of what differs. */
import type { Side, Subject } from "../diff-report.js";
import type { Difference, DifferenceKind, Places } from "../difference.js";
import type { Shapes } from "../shape/shape.js";
import type { Parts, Shape } from "../shape/shapes.js";

/** The comparison of schemas that is under way. */
export interface Recursion {
  readonly old: Shapes;
  readonly new: Shapes;
  compare(old: Parts, next: Parts, context: Context): void;
  shapes(old: Shape, next: Shape, context: Context): void;
}

export interface Context extends Pick<Difference, "subject" | "side" | "place" | "path"> {
  /** Where in the two specifications that is. */
  readonly at: Places;
  /** Compares the schemas that are met. */
  readonly schemas: Recursion;
  readonly report: (difference: Difference) => void;
}

/** Begins at a subject. */
export type Start = (subject: Subject, side: Side, at: Places) => Context;

/** All that contexts of one start report is in its list. */
export interface Comparison {
  readonly start: Start;
  readonly found: readonly Difference[];
}

type Details = Omit<Difference, "kind" | "subject" | "side" | "place" | "path">;

/** Tells of a difference where the context stands, or at the places that the details name instead. */
export function report(context: Context, kind: DifferenceKind, details: Details = {}): void {
  const { subject, side, place, path, at } = context;
  context.report({ kind, subject, side, place, path, ...at, ...details });
}

/** The context of a property, map value or item: `.name`, `["a.b"]`, `.<key>`, `[]`. */
export function inside(context: Context, segment: string): Context {
  const path =
    context.path === "" || segment.startsWith("[") ? context.path + segment : `${context.path}.${segment}`;
  return { ...context, path };
}

export function propertySegment(name: string): string {
  return /^[\w-]+$/.test(name) ? name : `[${JSON.stringify(name)}]`;
}

/** Where two schemas stand. */
export function places(old: Shape, next: Shape): Places {
  return {
    ...(old.notes.origin && { old: old.notes.origin }),
    ...(next.notes.origin && { new: next.notes.origin }),
  };
}
