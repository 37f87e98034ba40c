/** Foreign text of a specification, made safe: it cannot move a terminal's cursor or change its direction. */
import { visible } from "../../report/visible.js";
import type { DiffReport, OperationRef, Subject } from "../diff-report.js";

/** The report with every text made visible; ids stay, since they are compared and never shown. */
export function visibleReport(report: DiffReport): DiffReport {
  return {
    ...report,
    old: visible(report.old),
    new: visible(report.new),
    changes: report.changes.map((change) => ({
      ...change,
      subject: visibleSubject(change.subject),
      place: visible(change.place),
      path: visible(change.path),
      message: visible(change.message),
      ...(change.old && { old: { ...change.old, file: visible(change.old.file) } }),
      ...(change.new && { new: { ...change.new, file: visible(change.new.file) } }),
    })),
  };
}

function visibleSubject(subject: Subject): Subject {
  switch (subject.kind) {
    case "event":
      return {
        kind: "event",
        type: visible(subject.type),
        ...(subject.subType !== undefined && { subType: visible(subject.subType) }),
      };
    case "definition":
      return { ...subject, name: visible(subject.name) };
    case "operation":
      return {
        ...subject,
        ...(subject.old && { old: visibleRef(subject.old) }),
        ...(subject.new && { new: visibleRef(subject.new) }),
      };
  }
}

function visibleRef({ operationId, method, path }: OperationRef): OperationRef {
  return { operationId: visible(operationId), method: visible(method), path: visible(path) };
}
