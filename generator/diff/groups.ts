/** One edit of a shared definition shows wherever that is used; a reader wants to see it once. */
import { groupBy } from "../group-by.js";
import type { Change } from "./diff-report.js";

/** An edit that shows in this many places is told once. */
const SHARED = 3;

export interface Grouped {
  /** Each told on its own. */
  readonly single: readonly Change[];
  /** Each list is one edit, told once. */
  readonly shared: readonly (readonly Change[])[];
}

export function groupShared(changes: readonly Change[]): Grouped {
  const groups = groupBy(changes, (change) => [change.group, change]);
  const shared = [...groups.values()].filter((group) => group.length >= SHARED);
  const told = new Set(shared.flat());
  return { single: changes.filter((change) => !told.has(change)), shared };
}

/** Common suffix of the paths of one edit: `body.chunk[].unsigned.age` and `body.unsigned.age` -> `unsigned.age`. */
export function commonPath(paths: readonly string[]): string {
  const lists = paths.map((path) => path.match(/\[\]|\["(?:[^"\\]|\\.)*"\]|[^.[]+/g) ?? []);
  const [first = [], ...others] = lists;
  let length = 0;
  while (
    length < first.length &&
    others.every((list) => list.length > length && list.at(-1 - length) === first.at(-1 - length))
  )
    length += 1;
  return first
    .slice(first.length - length)
    .reduce(
      (path, segment) => (path === "" || segment.startsWith("[") ? path + segment : `${path}.${segment}`),
      "",
    );
}
