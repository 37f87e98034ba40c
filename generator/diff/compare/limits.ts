/** Numbers that bound a value; each knows the direction in which it lets less through. */
import { isArray, type Json, stableStringify } from "../../json.js";
import { type Context, type DifferenceKind, report } from "../difference.js";
import type { Limits } from "../shape/shapes.js";
import type { Places } from "./places.js";

export function compareLimits(old: Limits, next: Limits, at: Places, context: Context): void {
  for (const keyword of new Set([...old.keys(), ...next.keys()])) {
    const before = old.get(keyword);
    const after = next.get(keyword);
    const kind = direction(keyword, before, after);
    if (kind === undefined) continue;
    report(context, kind, {
      ...at,
      ...(before !== undefined && { before: `${keyword} ${text(before)}` }),
      ...(after !== undefined && { after: `${keyword} ${text(after)}` }),
    });
  }
}

function direction(
  keyword: string,
  before: Json | undefined,
  after: Json | undefined,
): DifferenceKind | undefined {
  if (before === undefined) return after === false ? undefined : "constraint-tightened";
  if (after === undefined) return before === false ? undefined : "constraint-loosened";
  if (stableStringify(before) === stableStringify(after)) return undefined;
  if (typeof before === "boolean" && typeof after === "boolean")
    return after ? "constraint-tightened" : "constraint-loosened";
  const lower = /^(min|exclusiveMin)/.test(keyword);
  const upper = /^(max|exclusiveMax)/.test(keyword);
  if (typeof before !== "number" || typeof after !== "number" || !(lower || upper))
    return "constraint-changed";
  return after > before === lower ? "constraint-tightened" : "constraint-loosened";
}

function text(value: Json): string {
  const shown = isArray(value) || typeof value === "object" ? stableStringify(value) : String(value);
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
