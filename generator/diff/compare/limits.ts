/** Numbers that bound a value; each knows the direction in which it lets less through. */
import { isArray, type Json, stableStringify } from "../../json.js";
import type { DifferenceKind, Effect } from "../difference.js";
import type { Limits } from "../shape/shapes.js";
import { conditionEffect } from "./conditions.js";
import { type Context, report } from "./context.js";

/** `whole`: of whole numbers, where a border without itself is one with its neighbour. */
export function compareLimits(old: Limits, next: Limits, context: Context, whole: boolean = false): void {
  for (const side of BORDERS) {
    const [was, is] = [borderOf(old, side), borderOf(next, side)];
    if (!whole || was === undefined || is === undefined || innermost(was, side) !== innermost(is, side))
      compareBorder(was, is, side, context);
  }
  for (const keyword of new Set([...old.keys(), ...next.keys()])) {
    if (BORDERS.some(({ inner, outer }) => keyword === inner || keyword === outer)) continue;
    const before = old.get(keyword);
    const after = next.get(keyword);
    const kind = direction(keyword, before, after);
    if (kind === undefined) continue;
    report(context, kind, {
      ...(before !== undefined && { before: `${keyword} ${text(before)}` }),
      ...(after !== undefined && { after: `${keyword} ${text(after)}` }),
    });
  }
}

/** The keywords of one border of a number: with the border itself, and without it. `sign` is the way in which less is let through. */
interface Side {
  readonly inner: string;
  readonly outer: string;
  readonly sign: 1 | -1;
}

const BORDERS: readonly Side[] = [
  { inner: "minimum", outer: "exclusiveMinimum", sign: 1 },
  { inner: "maximum", outer: "exclusiveMaximum", sign: -1 },
];

interface Border {
  readonly keyword: string;
  readonly value: number;
}

/** Of two keywords the one that lets less through. */
function borderOf(limits: Limits, { inner, outer, sign }: Side): Border | undefined {
  const [open, closed] = [limits.get(outer), limits.get(inner)];
  if (typeof open === "number" && !(typeof closed === "number" && (closed - open) * sign > 0))
    return { keyword: outer, value: open };
  return typeof closed === "number" ? { keyword: inner, value: closed } : undefined;
}

/** The last whole number that a border lets through. */
function innermost({ keyword, value }: Border, { outer, sign }: Side): number {
  if (keyword === outer) return sign > 0 ? Math.floor(value) + 1 : Math.ceil(value) - 1;
  return sign > 0 ? Math.ceil(value) : Math.floor(value);
}

function compareBorder(
  old: Border | undefined,
  next: Border | undefined,
  { outer, sign }: Side,
  context: Context,
): void {
  if (old?.keyword === next?.keyword && old?.value === next?.value) return;
  const further = ((next?.value ?? 0) - (old?.value ?? 0)) * sign;
  const isTighter =
    old === undefined || (next !== undefined && (further > 0 || (further === 0 && next.keyword === outer)));
  report(context, isTighter ? "constraint-tightened" : "constraint-loosened", {
    ...(old && { before: `${old.keyword} ${text(old.value)}` }),
    ...(next && { after: `${next.keyword} ${text(next.value)}` }),
  });
}

const KINDS: { readonly [effect in Effect]: DifferenceKind } = {
  narrower: "constraint-tightened",
  wider: "constraint-loosened",
  other: "constraint-changed",
};

function direction(
  keyword: string,
  before: Json | undefined,
  after: Json | undefined,
): DifferenceKind | undefined {
  if (before === undefined) return after === false ? undefined : "constraint-tightened";
  if (after === undefined) return before === false ? undefined : "constraint-loosened";
  if (stableStringify(before) === stableStringify(after)) return undefined;
  if (typeof before === "boolean" && typeof after === "boolean") return KINDS[after ? "narrower" : "wider"];
  const effect =
    typeof before === "number" && typeof after === "number" ? effectOf(keyword, before, after) : undefined;
  return KINDS[effect ?? conditionEffect(keyword, before, after) ?? "other"];
}

/** Of one number in the place of another, where the keyword orders them. */
function effectOf(keyword: string, before: number, after: number): Effect | undefined {
  if (keyword === "multipleOf") {
    if (Number.isInteger(after / before)) return "narrower";
    return Number.isInteger(before / after) ? "wider" : "other";
  }
  if (keyword.startsWith("min")) return after > before ? "narrower" : "wider";
  return keyword.startsWith("max") ? (after > before ? "wider" : "narrower") : undefined;
}

function text(value: Json): string {
  const shown = isArray(value) || typeof value === "object" ? stableStringify(value) : String(value);
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
