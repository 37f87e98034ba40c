/** Compares what texts say that they hold. No validator looks inside, but those who write and read them do. */
import { get, stableStringify } from "../../json.js";
import { type Context, report } from "../difference.js";
import type { Notes } from "../shape/shapes.js";
import type { Sameness } from "../witness/same.js";
import type { Places } from "./places.js";

export function compareContent(
  { content: old }: Notes,
  { content: next }: Notes,
  { at, sameness }: { readonly at: Places; readonly sameness: Sameness },
  context: Context,
): void {
  if (old === undefined && next === undefined) return;
  const isSame =
    sameness.of(get(old, "contentSchema"), get(next, "contentSchema")) &&
    ["contentMediaType", "contentEncoding"].every((keyword) => get(old, keyword) === get(next, keyword));
  if (isSame) return;
  report(context, "content", {
    ...at,
    ...(old && { before: stableStringify(old) }),
    ...(next && { after: stableStringify(next) }),
  });
}
