/** Two specifications -> what changed between them, judged. */
import { classify } from "./classify.js";
import { compareReleases } from "./compare/releases.js";
import { isRepeatedKeySlip } from "./compare/repeated.js";
import type { Change, DiffReport } from "./diff-report.js";
import type { Release } from "./release.js";
import { bySubject, subjectKey, subjectName } from "./subject.js";
import { summarise } from "./summary.js";

export interface DiffOptions {
  /** Only these operations, by operationId or `api/operationId`. Default all; none where only events are asked for. */
  readonly operations?: readonly string[];
  /** Only these events, by type, or type and sub-type with `$`. */
  readonly events?: readonly string[];
  /** Changes of words too. Default false. */
  readonly docs?: boolean;
  /** Judge formats as code that was generated with `--assert-formats` does. Default false. */
  readonly assertFormats?: boolean;
}

export function diffReleases(old: Release, next: Release, options: DiffOptions = {}): DiffReport {
  const { docs = false, assertFormats = false } = options;
  const found = compareReleases(old, next, { words: docs, assertFormats })
    .filter((difference) => isAskedFor(difference, options))
    .filter((difference) => !isRepeatedKeySlip(difference, old, next));
  // The sort is stable: within a subject, the order of the specification stays.
  const changes = classify(found, old, next).sort((a, b) => bySubject(a.subject, b.subject));
  return { formatVersion: 1, old: old.label, new: next.label, summary: summarise(changes), changes };
}

function isAskedFor({ subject }: Pick<Change, "subject">, { operations, events }: DiffOptions): boolean {
  if (operations === undefined && events === undefined) return true;
  if (subject.kind === "event")
    return events?.some((name) => name === subject.type || name === subjectName(subject)) === true;
  if (subject.kind !== "operation") return false;
  const names = [subject.old, subject.new].flatMap((ref) => (ref === undefined ? [] : [ref.operationId]));
  return (
    operations?.some(
      (name) =>
        name === subjectKey(subject) || names.some((id) => name === id || name === `${subject.api}/${id}`),
    ) === true
  );
}
