/** The values that one or the other shape lets through. */
import { stableStringify } from "../../json.js";
import type { BooleanShape, Checks, Conditions, Limits, NumberShape, Shape, StringShape } from "./shapes.js";

export function union(a: Shape, b: Shape): Shape {
  const string = either(a.string, b.string, unionString);
  const number = either(a.number, b.number, unionNumber);
  const boolean = either(a.boolean, b.boolean, unionBoolean);
  return {
    any: a.any || b.any,
    implied: a.implied || b.implied,
    ...(string && { string }),
    ...(number && { number }),
    ...(boolean && { boolean }),
    null: a.null || b.null,
    objects: [...a.objects, ...b.objects],
    arrays: [...a.arrays, ...b.arrays],
    conditions: sharedConditions(a.conditions, b.conditions),
    isCut: a.isCut || b.isCut,
    notes: a.notes,
  };
}

function either<T>(a: T | undefined, b: T | undefined, join: (a: T, b: T) => T): T | undefined {
  return a === undefined || b === undefined ? (a ?? b) : join(a, b);
}

function unionString(a: StringShape, b: StringShape): StringShape {
  const values = unionValues(a.values, b.values);
  return {
    ...(values && { values }),
    formats: unionNames(a.formats, b.formats),
    patterns: unionNames(a.patterns, b.patterns),
    limits: shared(a.limits, b.limits),
    checks: eitherCheck(a, b),
  };
}

/** A listed value needs no check; without one, every value is let through. */
function eitherCheck<T extends NumberShape | StringShape>(a: T, b: T): Checks {
  if (a.values !== undefined) return b.checks;
  if (b.values !== undefined) return a.checks;
  return a.checks.length === 0 || b.checks.length === 0 ? [] : [...a.checks, ...b.checks];
}

function unionNumber(a: NumberShape, b: NumberShape): NumberShape {
  const values = unionValues(a.values, b.values);
  return {
    integer: a.integer && b.integer,
    whole: a.whole && b.whole,
    ...(values && { values }),
    formats: unionNames(a.formats, b.formats),
    limits: shared(a.limits, b.limits),
    checks: eitherCheck(a, b),
  };
}

function unionBoolean(a: BooleanShape, b: BooleanShape): BooleanShape {
  const values = unionValues(a.values, b.values);
  return values === undefined || values.length === 2 ? {} : { values };
}

/** Without a list, all values are let through. */
function unionValues<T>(a: readonly T[] | undefined, b: readonly T[] | undefined): readonly T[] | undefined {
  return a === undefined || b === undefined ? undefined : [...new Set([...a, ...b])];
}

/** Without a format, every text is let through. */
function unionNames(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.length === 0 || b.length === 0 ? [] : [...new Set([...a, ...b])].sort();
}

function sharedConditions(a: Conditions, b: Conditions): Conditions {
  return {
    isAsked: a.isAsked || b.isAsked,
    plain: shared(a.plain, b.plain),
    describing: shared(a.describing, b.describing),
  };
}

function shared(a: Limits, b: Limits): Limits {
  return new Map(
    [...a].filter(([keyword, value]) => {
      const other = b.get(keyword);
      return other !== undefined && stableStringify(other) === stableStringify(value);
    }),
  );
}
