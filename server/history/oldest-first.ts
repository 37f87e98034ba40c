/** The order in which fetched events are taken. */
import type { VerifiedEvent } from "@knockgen/auth";

/** Those events that lie behind some IDs, each after all that it follows; whatever else was sent along is left out. */
export function oldestFirst(
  from: readonly string[],
  found: ReadonlyMap<string, VerifiedEvent>,
): VerifiedEvent[] {
  const ordered = new Map<string, VerifiedEvent>();
  const entered = new Set<string>();
  const stack = [...from].reverse();
  // Without recursion, as an answer may be one long chain.
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    const each = found.get(id);
    const open = entered.has(id) ? [] : (each?.event.prevEventIds.filter((prev) => !entered.has(prev)) ?? []);
    entered.add(id);
    if (open.length > 0) stack.push(...open);
    else {
      stack.pop();
      if (each !== undefined) ordered.set(id, each);
    }
  }
  return [...ordered.values()];
}
