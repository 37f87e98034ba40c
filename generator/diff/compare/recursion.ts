/** How a comparison of parts goes on with the schemas inside them. */
import type { Context } from "../difference.js";
import type { Shapes } from "../shape/shape.js";
import type { Parts, Shape } from "../shape/shapes.js";

/** The comparison that is under way. */
export interface Recursion {
  readonly old: Shapes;
  readonly new: Shapes;
  compare(old: Parts, next: Parts, context: Context): void;
  shapes(old: Shape, next: Shape, context: Context): void;
}
