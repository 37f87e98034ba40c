/** Everything from which some way leads to an end. */
import { groupBy } from "../../group-by.js";

/** The ends, and all that is above one of them by steps, each from what is inside to what holds it. */
export function leadingTo<T>(ends: Iterable<T>, steps: Iterable<readonly [inner: T, outer: T]>): Set<T> {
  const above = groupBy(steps, (step) => step);
  const leading = new Set(ends);
  // A set that grows while it is gone through.
  for (const each of leading) for (const outer of above.get(each) ?? []) leading.add(outer);
  return leading;
}
