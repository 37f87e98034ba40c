/** Where two schemas that are compared stand in their documents. */
import type { Shape } from "../shape/shapes.js";

export function places(old: Shape, next: Shape): Places {
  return {
    ...(old.notes.origin && { old: old.notes.origin }),
    ...(next.notes.origin && { new: next.notes.origin }),
  };
}

export interface Places {
  readonly old?: NonNullable<Shape["notes"]["origin"]>;
  readonly new?: NonNullable<Shape["notes"]["origin"]>;
}
