/** Compares what texts say that they hold. No validator looks inside, but those who write and read them do. */
import { get, stableStringify } from "../../json.js";
import type { Notes } from "../shape/shapes.js";
import type { Sameness } from "../witness/same.js";
import { type Context, report } from "./context.js";

export function compareContent(
  { content: old }: Notes,
  { content: next }: Notes,
  sameness: Sameness,
  context: Context,
): void {
  if (old === undefined && next === undefined) return;
  const isSame =
    sameness.of(get(old, "contentSchema"), get(next, "contentSchema")) &&
    ["contentMediaType", "contentEncoding"].every((keyword) => get(old, keyword) === get(next, keyword));
  if (isSame) return;
  report(context, "content", {
    ...(old && { before: stableStringify(old) }),
    ...(next && { after: stableStringify(next) }),
  });
}
