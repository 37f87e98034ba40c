/** Finds the operations that the user means: `knockRoom`, `server-server/makeKnock`, `client-server/*`, `*Knock`. */
import { matchesGlob } from "../matches-glob.js";
import { nearNames } from "../near-names.js";
import type { ApiSubjects, Subject } from "./scaffold-plan.js";
import { idOf } from "./scaffold-plan.js";

export interface Selection {
  readonly subjects: readonly Subject[];
  /** One for each pattern that means nothing, or more than it says. */
  readonly problems: readonly string[];
}

export function selectOperations(patterns: readonly string[], apis: readonly ApiSubjects[]): Selection {
  const all = apis.flatMap(({ subjects }) => subjects);
  const chosen = new Set<Subject>();
  const problems: string[] = [];
  for (const pattern of patterns) {
    const found = all.filter((subject) => matches(pattern, subject));
    if (found.length === 0)
      problems.push(`the specification has no operation ${pattern}${suggestion(pattern, all)}`);
    else if (found.length > 1 && !pattern.includes("*"))
      problems.push(`${pattern} is in several APIs: say ${found.map(idOf).join(" or ")}`);
    else for (const subject of found) chosen.add(subject);
  }
  return { subjects: all.filter((subject) => chosen.has(subject)), problems };
}

function matches(pattern: string, subject: Subject): boolean {
  const slash = pattern.indexOf("/");
  if (slash === -1) return matchesGlob(pattern, subject.operationId);
  return (
    matchesGlob(pattern.slice(0, slash), subject.api) &&
    matchesGlob(pattern.slice(slash + 1), subject.operationId)
  );
}

function suggestion(pattern: string, all: readonly Subject[]): string {
  const near = nearNames(
    pattern.slice(pattern.indexOf("/") + 1),
    all.map(({ operationId }) => operationId),
  );
  const subjects = near.flatMap((name) => all.filter(({ operationId }) => operationId === name));
  return subjects.length === 0 ? "" : `; did you mean ${subjects.slice(0, 4).map(idOf).join(" or ")}?`;
}
