/** Compares two schemas by their shapes, value by value, down to the last property. */
import type { Difference, Effect } from "../difference.js";
import { printShape } from "../shape/print.js";
import type { Shapes } from "../shape/shape.js";
import type { Parts, Shape } from "../shape/shapes.js";
import { Sameness } from "../witness/same.js";
import { Witness } from "../witness/witness.js";
import { compareArrays } from "./arrays.js";
import { compareContent } from "./content.js";
import { type Context, places, type Recursion, report } from "./context.js";
import { compareLimits } from "./limits.js";
import { compareNotes } from "./notes.js";
import { compareObjects } from "./objects.js";
import { PartKeys } from "./part-keys.js";
import { PatternComparison } from "./patterns.js";
import { compareBooleans, compareNumbers, compareStrings } from "./scalars.js";
import { compareImplied, compareStated, compareTypes, type Words } from "./types.js";
import { untold } from "./verdicts.js";

/** The deepest that a real specification goes is about a dozen; only a hostile one goes on. */
const MAX_DEPTH = 48;
/** Places of one value where a change of a definition is told: chains of definitions can make more of them than can be listed. */
const MAX_PLACES = 100;
/** The same for definitions that lead into each other, through which there are more ways still. */
const MAX_WAYS = 4;

export class SchemaComparison implements Recursion {
  readonly old: Shapes;
  readonly new: Shapes;
  /** Pairs that are being compared further up, with how far up: a schema that contains itself is compared once. */
  readonly #open = new Map<string, number>();
  /** The one furthest up that something led back to. */
  #ledTo = Number.POSITIVE_INFINITY;
  /** Pairs without any difference, which need not be compared again. */
  readonly #equal = new Set<string>();
  /** How often a pair that differs was met in the value that is being compared as a whole; a pair that leads into one further up counts more. */
  readonly #times = new Map<string, number>();
  readonly #sameness: Sameness;
  readonly #witness: Witness;
  /** By pair, which may be met in many places. */
  readonly #effects = new Map<string, Effect | undefined>();
  readonly #found: readonly Difference[];
  readonly #keys = new PartKeys();
  readonly #patterns = new PatternComparison();

  /** `found` is where the contexts report to: what stays as long as it was has not differed. */
  constructor(old: Shapes, next: Shapes, found: readonly Difference[]) {
    this.old = old;
    this.new = next;
    this.#sameness = new Sameness(old.linked, next.linked, next.assertFormats);
    this.#witness = new Witness(old.linked, next.linked, next.assertFormats);
    this.#found = found;
  }

  compare(old: Parts, next: Parts, context: Context): void {
    const pair = `${this.#keys.of(old)}|${this.#keys.of(next)}`;
    if (this.#equal.has(pair)) return;
    const core = `${this.#keys.core(old)}|${this.#keys.core(next)}`;
    const depth = this.#open.size;
    if (depth === 0) this.#times.clear();
    const times = this.#times.get(pair) ?? 0;
    if (this.#open.has(core) || depth > MAX_DEPTH || times >= MAX_PLACES) {
      this.#ledTo = Math.min(this.#ledTo, this.#open.get(core) ?? 0);
      // Words around a reference are of this place alone.
      const [shape, other] = [this.old.of(old), this.new.of(next)];
      compareNotes(shape.notes, other.notes, { ...context, at: places(shape, other) });
      return;
    }
    const [before, reports] = [this.#ledTo, this.#found.length];
    this.#ledTo = Number.POSITIVE_INFINITY;
    this.#open.set(core, depth);
    this.shapes(this.old.of(old), this.new.of(next), context);
    this.#open.delete(core);
    // A comparison that led further up has not seen everything, nor what is told there.
    const isWhole = this.#ledTo >= depth;
    this.#ledTo = isWhole ? before : Math.min(before, this.#ledTo);
    if (isWhole) this.#compareVerdicts(old, next, pair, this.#found.slice(reports), context);
    if (isWhole && this.#found.length === reports) this.#equal.add(pair);
    else this.#times.set(pair, times + (isWhole ? 1 : MAX_PLACES / MAX_WAYS));
  }

  shapes(old: Shape, next: Shape, outer: Context): void {
    const context: Context = { ...outer, at: places(old, next) };
    const words = (): Words => ({ before: printShape(old, this.old), after: printShape(next, this.new) });
    compareNotes(old.notes, next.notes, context);
    compareContent(old.notes, next.notes, this.#sameness, context);
    compareStated(old, next, words, context);
    // One text for both, so that an edit that only begins to ask is not told of each condition beside it.
    const kind = old.conditions.isAsked || next.conditions.isAsked ? "describing" : "plain";
    compareLimits(old.conditions[kind], next.conditions[kind], context);
    if (old.any || next.any) return;
    compareTypes(old, next, words, context);
    compareImplied(old, next, context);
    if (old.string && next.string) compareStrings(old.string, next.string, context, this.#patterns);
    if (old.number && next.number) compareNumbers(old.number, next.number, context);
    if (old.boolean && next.boolean) compareBooleans(old.boolean, next.boolean, context);
    if (old.objects.length > 0 && next.objects.length > 0) compareObjects(old.objects, next.objects, context);
    if (old.arrays.length > 0 && next.arrays.length > 0) compareArrays(old.arrays, next.arrays, context);
  }

  /** Where alternatives overlap and conditions meet, shapes say too little: values are tried, and what is found is told. */
  #compareVerdicts(
    old: Parts,
    next: Parts,
    pair: string,
    told: readonly Difference[],
    context: Context,
  ): void {
    if (old.length === next.length && old.every((part, index) => this.#sameness.of(part, next[index])))
      return;
    const shapes = [this.old.of(old), this.new.of(next)] as const;
    // Where not all alternatives were looked at, a change that nothing tells of may be one of verdicts.
    const isDoubtful = told.length === 0 && shapes.some(({ isCut }) => isCut);
    if (!this.#effects.has(pair)) this.#effects.set(pair, this.#witness.effect(old, next));
    const effect = untold(this.#effects.get(pair), told) ?? (isDoubtful ? "other" : undefined);
    if (effect === undefined) return;
    report({ ...context, at: places(...shapes) }, "verdict-changed", { effect });
  }
}
