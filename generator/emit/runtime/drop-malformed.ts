/** Drops entries of lists that break their schema from an answer, so that one bad entry does not cost all others. */
import type { CheckResult, Issue } from "../matrix.js";

/** An entry of a list that was left out of an answer. */
export interface MalformedEntry {
  readonly operationId: string;
  readonly status: number;
  /** Place in the body, with indices as they were when the entry was found. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly issues: readonly Issue[];
}

/** A check tells of some problems at a time; an answer that is bad through and through is refused as a whole. */
const MAX_ROUNDS = 100;

/** Changes `body`. The result is of the last check, which fails where a problem lies in no list. */
export function dropMalformed(
  body: unknown,
  check: () => CheckResult<unknown>,
  dropped: (entry: Pick<MalformedEntry, "path" | "value" | "issues">) => void,
): CheckResult<unknown> {
  let result = check();
  for (let round = 0; round < MAX_ROUNDS && !result.ok; round += 1) {
    const entries = entriesOf(result.issues);
    if (entries === undefined) return result;
    for (const { path, issues } of entries) {
      const list = at(body, path.slice(0, -1));
      const index = Number(path.at(-1));
      if (!Array.isArray(list) || index >= list.length) return result;
      const [value]: unknown[] = list.splice(index, 1);
      dropped({ path, value, issues });
    }
    result = check();
  }
  return result;
}

interface Entry {
  readonly path: readonly (string | number)[];
  readonly issues: Issue[];
}

/** The innermost entries around the problems, in an order in which no removal moves another; undefined where one is in no list. */
function entriesOf(issues: readonly Issue[]): readonly Entry[] | undefined {
  const entries = new Map<string, Entry>();
  for (const issue of issues) {
    const { path } = issue;
    let length = path.length;
    while (length > 0 && typeof path[length - 1] !== "number") length -= 1;
    if (length === 0) return undefined;
    const own = path.slice(0, length);
    const key = JSON.stringify(own);
    const entry = entries.get(key) ?? { path: own, issues: [] };
    entries.set(key, entry);
    entry.issues.push(issue);
  }
  return [...entries.values()].sort(
    (a, b) => b.path.length - a.path.length || Number(b.path.at(-1)) - Number(a.path.at(-1)),
  );
}

function at(body: unknown, path: readonly (string | number)[]): unknown {
  let found = body;
  for (const step of path)
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, step)
        ? Reflect.get(found, step)
        : undefined;
  return found;
}
