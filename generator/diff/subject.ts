/** Subject of a change, as text. */
import { compare } from "../json.js";
import type { Subject } from "./diff-report.js";

/** Unique among the subjects of one report. */
export function subjectKey(subject: Subject): string {
  if (subject.kind === "operation") return `${subject.api}/${subjectName(subject)}`;
  return subject.kind === "event" ? subjectName(subject) : `${subject.api}/definitions/${subject.name}`;
}

/** `knockRoom`, `m.room.message$m.text`, `pdu_v12`. */
export function subjectName(subject: Subject): string {
  if (subject.kind === "operation") return (subject.new ?? subject.old)?.operationId ?? "";
  if (subject.kind === "definition") return subject.name;
  return subject.subType === undefined ? subject.type : `${subject.type}$${subject.subType}`;
}

/** `POST /_matrix/client/v3/knock/{roomIdOrAlias}`; empty for what has no route. */
export function subjectRoute(subject: Subject): string {
  if (subject.kind !== "operation") return "";
  const ref = subject.new ?? subject.old;
  return ref === undefined ? "" : `${ref.method} ${ref.path}`;
}

/** Heading of the subject: an API, `events`, or `definitions`. */
export function subjectSection(subject: Subject): string {
  if (subject.kind === "operation") return subject.api;
  return subject.kind === "event" ? "events" : "definitions";
}

/** APIs by name, then events, then definitions; operations by path, then method. */
export function bySubject(a: Subject, b: Subject): number {
  const rank = { operation: 0, event: 1, definition: 2 };
  return rank[a.kind] - rank[b.kind] || compare(sortKey(a), sortKey(b));
}

function sortKey(subject: Subject): string {
  if (subject.kind !== "operation") return subjectKey(subject);
  const ref = subject.new ?? subject.old;
  return `${subject.api} ${ref?.path ?? ""} ${ref?.method ?? ""} ${ref?.operationId ?? ""}`;
}
