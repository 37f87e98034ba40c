/** Compares annotations of two versions of one thing: deprecation, since-version, defaults, descriptions. */
import { stableStringify } from "../../json.js";
import type { Documented } from "../../model/model.js";
import type { Notes } from "../shape/shapes.js";
import { type Context, report } from "./context.js";

export function compareNotes(old: Notes, next: Notes, context: Context): void {
  compareDocumented(old, next, context);
  const before = old.default === undefined ? undefined : stableStringify(old.default);
  const after = next.default === undefined ? undefined : stableStringify(next.default);
  if (before === after) return;
  const kind =
    before === undefined ? "default-added" : after === undefined ? "default-removed" : "default-changed";
  report(context, kind, {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
}

type Said = Omit<Documented, "origin">;

export function compareDocumented(old: Said, next: Said, context: Context): void {
  if (old.deprecated !== next.deprecated) report(context, next.deprecated ? "deprecated" : "undeprecated");
  if (old.since !== next.since)
    report(context, "since", {
      ...(old.since !== undefined && { before: old.since }),
      ...(next.since !== undefined && { after: next.since }),
    });
  if (words(old.description) !== words(next.description))
    report(context, "description", {
      ...(old.description !== undefined && { before: words(old.description) }),
      ...(next.description !== undefined && { after: words(next.description) }),
    });
}

/** Line breaks are where the editor put them. */
export function words(text: string | undefined): string {
  return (text ?? "").trim().replace(/\s+/g, " ");
}
