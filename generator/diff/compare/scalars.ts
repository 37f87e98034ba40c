/** Texts, numbers and truth values: which values are listed, and how they are written. */
import type { Effect } from "../difference.js";
import { isIdentifier } from "../shape/identifiers.js";
import type { BooleanShape, Checks, Limits, NumberShape, StringShape } from "../shape/shapes.js";
import { checksText, effectOf } from "./checks.js";
import { type Context, report } from "./context.js";
import { compareLimits } from "./limits.js";
import type { PatternComparison } from "./patterns.js";

export function compareStrings(
  old: StringShape,
  next: StringShape,
  context: Context,
  patterns: PatternComparison,
): void {
  compareValues(old.values, next.values, context);
  // A listed value needs no format.
  if (old.values !== undefined || next.values !== undefined) return;
  const told = compareFormats(old.formats, next.formats, context, effectOf(old.checks, next.checks));
  comparePatterns(old.patterns, next.patterns, context, patterns);
  if (!told) compareChecks(old, next, context);
  compareLimits(old.limits, next.limits, context);
}

/** The same identifier, of which validators look at more or less. */
function compareChecks(old: StringShape, next: StringShape, context: Context): void {
  // Patterns that say more than an identifier are told already.
  const effect = effectOf(withoutPatterns(old), withoutPatterns(next));
  if (effect !== undefined)
    report(context, "checks-changed", {
      before: checksText(old.checks),
      after: checksText(next.checks),
      effect,
    });
}

function withoutPatterns({ checks, patterns }: StringShape): Checks {
  if (patterns.length === 0) return checks;
  const told = new Set(patterns.flatMap((pattern) => pattern.split(" and ")));
  const left = checks.map((list) => list.filter((check) => !told.has(check)));
  return left.some((list) => list.length === 0) ? [] : left;
}

export function compareNumbers(old: NumberShape, next: NumberShape, context: Context): void {
  compareValues(old.values, next.values, context);
  // A listed value needs no check.
  const isListed = old.values !== undefined || next.values !== undefined;
  const effect = isListed ? undefined : effectOf(old.checks, next.checks);
  compareFormats(old.formats, next.formats, context, effect);
  const isInteger = old.integer || next.integer;
  compareLimits(
    numberLimits(old, isInteger),
    numberLimits(next, isInteger),
    context,
    old.whole && next.whole,
  );
}

/** A step of 1 says `integer` in another way, and nothing of whole numbers that are listed. */
function numberLimits({ limits, values }: NumberShape, isInteger: boolean): Limits {
  const isSaid = isInteger || values?.every(Number.isInteger) === true;
  if (!isSaid || limits.get("multipleOf") !== 1) return limits;
  return new Map([...limits].filter(([keyword]) => keyword !== "multipleOf"));
}

export function compareBooleans(old: BooleanShape, next: BooleanShape, context: Context): void {
  compareValues(old.values, next.values, context);
}

type Values = readonly (string | number | boolean)[];

function compareValues(old: Values | undefined, next: Values | undefined, context: Context): void {
  if (old === undefined && next === undefined) return;
  if (old === undefined || next === undefined) {
    report(context, next === undefined ? "values-opened" : "values-limited", {
      before: listed(old),
      after: listed(next),
    });
    return;
  }
  for (const value of next)
    if (!old.includes(value)) report(context, "value-added", { after: JSON.stringify(value) });
  for (const value of old)
    if (!next.includes(value)) report(context, "value-removed", { before: JSON.stringify(value) });
}

function listed(values: Values | undefined): string {
  return values === undefined ? "any value" : values.map((value) => JSON.stringify(value)).join(" | ");
}

/** Whether there is anything to tell. */
function compareFormats(
  old: readonly string[],
  next: readonly string[],
  context: Context,
  effect?: Effect,
): boolean {
  const before = [...old].sort().join(" or ");
  const after = [...next].sort().join(" or ");
  if (before === after) return false;
  const details = effect && { effect };
  if (old.length === 0) report(context, "format-added", { ...details, after });
  else if (next.length === 0) report(context, "format-removed", { ...details, before });
  else if (old.every(isIdentifier) && next.every(isIdentifier))
    report(context, "identifier-changed", { before, after });
  else report(context, "format-changed", { ...details, before, after });
  return true;
}

function comparePatterns(
  old: readonly string[],
  next: readonly string[],
  context: Context,
  comparison: PatternComparison,
): void {
  const before = [...old].sort().join(" or ");
  const after = [...next].sort().join(" or ");
  if (before === after) return;
  // Several that apply together, or of which one does, are not put into one.
  const areSingle = [old, next].every(([only = "", ...more]) => more.length === 0 && !only.includes(" and "));
  const effect = areSingle ? comparison.effect(before, after) : undefined;
  if (effect === "same") return;
  const isNarrower = old.length === 0 || effect === "narrower";
  const isWider = next.length === 0 || effect === "wider";
  const kind = isNarrower ? "constraint-tightened" : isWider ? "constraint-loosened" : "constraint-changed";
  report(context, kind, {
    before: before && `pattern ${before}`,
    after: after && `pattern ${after}`,
  });
}
