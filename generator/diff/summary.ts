/** How much has changed, in numbers. */
import type { Audience, Change, Severity, Subject, Summary } from "./diff-report.js";
import { subjectKey } from "./subject.js";

export function summarise(changes: readonly Change[]): Summary {
  const subjects = (kind: Subject["kind"], rules?: readonly string[]): number =>
    new Set(
      changes
        .filter((change) => change.subject.kind === kind)
        .filter((change) => (rules === undefined ? isChange(change) : rules.includes(change.rule)))
        .map(({ subject }) => subjectKey(subject)),
    ).size;
  const severity = (name: Severity): number => changes.filter((change) => change.severity === name).length;
  const audience = (name: Audience): number => changes.filter(({ breaks }) => breaks.includes(name)).length;
  return {
    operations: {
      added: subjects("operation", ["operation-added"]),
      removed: subjects("operation", ["operation-removed", "operation-absorbed"]),
      moved: subjects("operation", ["operation-moved", "operation-method-changed"]),
      renamed: subjects("operation", ["operation-renamed"]),
      deprecated: subjects("operation", ["operation-deprecated"]),
      changed: subjects("operation"),
    },
    events: {
      added: subjects("event", ["event-added"]),
      removed: subjects("event", ["event-removed"]),
      changed: subjects("event"),
    },
    changes: {
      breaking: severity("breaking"),
      stricter: severity("stricter"),
      compatible: severity("compatible"),
      annotation: severity("annotation"),
      documentation: severity("documentation"),
    },
    breaks: { caller: audience("caller"), server: audience("server"), reader: audience("reader") },
  };
}

const EXISTENCE: ReadonlySet<string> = new Set([
  "operation-added",
  "operation-removed",
  "operation-absorbed",
  "event-added",
  "event-removed",
]);

/** Something in both releases that is not the same. */
function isChange({ rule, severity }: Change): boolean {
  return !EXISTENCE.has(rule) && severity !== "annotation" && severity !== "documentation";
}
