/** The report for a terminal: by API, by operation, what breaks first to be seen; shared edits and annotations once. */
import type { Colors } from "../../report/colors.js";
import type { Change, DiffReport } from "../diff-report.js";
import { commonPath, groupShared } from "../groups.js";
import { subjectKey, subjectName, subjectRoute, subjectSection } from "../subject.js";
import { usageLines } from "./usages.js";
import { visibleReport } from "./visible.js";
import { breaksText, mark, sectionTitle, sourceText, summaryLines, where } from "./words.js";

export function printText(raw: DiffReport, colors: Colors): string {
  const report = visibleReport(raw);
  const lines = [`${report.old} → ${report.new}`, ""];
  if (report.changes.length === 0) return [...lines, "No changes.", ""].join("\n");
  const told = report.changes.filter(({ severity }) => severity !== "annotation");
  const { single, shared } = groupShared(told);
  lines.push(
    ...summaryLines(report.summary),
    ...bySection(single, colors),
    ...sharedSection(shared, colors),
    ...annotations(report.changes, report.changes.length > told.length && told.length < 12, colors),
    ...usageLines(report, colors),
  );
  return `${lines.join("\n")}\n`;
}

function bySection(changes: readonly Change[], colors: Colors): string[] {
  const lines: string[] = [];
  let section = "";
  let subject = "";
  for (const change of changes) {
    const current = subjectSection(change.subject);
    if (current !== section) lines.push("", colors.bold(sectionTitle(current)));
    section = current;
    const key = subjectKey(change.subject);
    if (key !== subject) {
      const route = subjectRoute(change.subject);
      lines.push("", `  ${colors.bold(subjectName(change.subject))}${route && `  ${colors.dim(route)}`}`);
    }
    subject = key;
    lines.push(...changeLines(change, where(change), colors));
  }
  return lines;
}

function changeLines(change: Change, place: string, colors: Colors, more = ""): string[] {
  const breaking = change.breaks.length > 0;
  const sign = breaking ? colors.red("!") : colors.green(mark(change));
  const text = place === "" ? change.message : `${place}: ${change.message}`;
  const notes = [breaksText(change), change.rule, more || sourceText(change)].filter((note) => note !== "");
  return [`    ${sign} ${text}`, `        ${colors.dim(notes.join(" · "))}`];
}

/** One edit of a definition: what it is, and who uses it. */
function sharedSection(shared: readonly (readonly Change[])[], colors: Colors): string[] {
  if (shared.length === 0) return [];
  const lines = ["", colors.bold("In shared definitions"), ""];
  for (const group of shared) {
    const [first] = group;
    if (first === undefined) continue;
    const names = [...new Set(group.map(({ subject }) => subjectName(subject)))];
    const shown = names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
    const path = commonPath(group.map((change) => change.path));
    const place =
      first.side === "event" || first.side === "operation" ? path : `${first.side} ${path}`.trim();
    lines.push(...changeLines(first, place, colors), `        ${colors.dim(`in ${shown}`)}`);
  }
  return lines;
}

/** Entries that repeat another more precisely are counted; they are listed only in short reports. */
function annotations(changes: readonly Change[], list: boolean, colors: Colors): string[] {
  const found = changes.filter(({ severity }) => severity === "annotation");
  if (found.length === 0) return [];
  const rules = new Map<string, number>();
  for (const { rule } of found) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const counts = [...rules].sort(([, a], [, b]) => b - a).map(([rule, count]) => `  ${count} ${rule}`);
  const lines = ["", colors.bold("Annotations, which change no value"), "", ...counts];
  if (!list || found.length > 40) return [...lines, colors.dim("  --format json or html lists each")];
  return [
    ...lines,
    "",
    ...found.map((change) => `  ${subjectName(change.subject)} ${where(change)}: ${change.message}`),
  ];
}
