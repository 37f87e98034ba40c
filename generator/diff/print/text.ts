/** The report for a terminal: by API, by operation, what breaks first to be seen; shared edits and annotations once. */
import { styleText } from "node:util";
import { commonPath, groupShared } from "../groups.js";
import { subjectKey, subjectName, subjectRoute, subjectSection } from "../subject.js";
import type { Change, DiffReport } from "../types.js";
import { usageLines } from "./usages.js";
import { visibleReport } from "./visible.js";
import { breaksText, mark, sectionTitle, sourceText, summaryLines, where } from "./words.js";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

export function printText(raw: DiffReport, colors = false): string {
  const report = visibleReport(raw);
  const paint: Paint = colors ? (style, text) => styleText(style, text) : (_style, text) => text;
  const lines = [`${report.old} → ${report.new}`, ""];
  if (report.changes.length === 0) return [...lines, "No changes.", ""].join("\n");
  const told = report.changes.filter(({ severity }) => severity !== "annotation");
  const { single, shared } = groupShared(told);
  lines.push(
    ...summaryLines(report.summary),
    ...bySection(single, paint),
    ...sharedSection(shared, paint),
    ...annotations(report.changes, report.changes.length > told.length && told.length < 12, paint),
    ...usageLines(report, paint),
  );
  return `${lines.join("\n")}\n`;
}

function bySection(changes: readonly Change[], paint: Paint): string[] {
  const lines: string[] = [];
  let section = "";
  let subject = "";
  for (const change of changes) {
    const current = subjectSection(change.subject);
    if (current !== section) lines.push("", paint("bold", sectionTitle(current)));
    section = current;
    const key = subjectKey(change.subject);
    if (key !== subject) {
      const route = subjectRoute(change.subject);
      lines.push("", `  ${paint("bold", subjectName(change.subject))}${route && `  ${paint("dim", route)}`}`);
    }
    subject = key;
    lines.push(...changeLines(change, where(change), paint));
  }
  return lines;
}

function changeLines(change: Change, place: string, paint: Paint, more = ""): string[] {
  const breaking = change.severity === "breaking";
  const sign = breaking ? paint("red", "!") : paint("green", mark(change));
  const text = place === "" ? change.message : `${place}: ${change.message}`;
  const notes = [breaksText(change), change.rule, more || sourceText(change)].filter((note) => note !== "");
  return [`    ${sign} ${text}`, `        ${paint("dim", notes.join(" · "))}`];
}

/** One edit of a definition: what it is, and who uses it. */
function sharedSection(shared: readonly (readonly Change[])[], paint: Paint): string[] {
  if (shared.length === 0) return [];
  const lines = ["", paint("bold", "In shared definitions"), ""];
  for (const group of shared) {
    const [first] = group;
    if (first === undefined) continue;
    const names = [...new Set(group.map(({ subject }) => subjectName(subject)))];
    const shown = names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
    const path = commonPath(group.map((change) => change.path));
    const place =
      first.side === "event" || first.side === "operation" ? path : `${first.side} ${path}`.trim();
    lines.push(...changeLines(first, place, paint), `        ${paint("dim", `in ${shown}`)}`);
  }
  return lines;
}

/** What says the same more precisely is counted; it is listed where little else is said. */
function annotations(changes: readonly Change[], list: boolean, paint: Paint): string[] {
  const found = changes.filter(({ severity }) => severity === "annotation");
  if (found.length === 0) return [];
  const rules = new Map<string, number>();
  for (const { rule } of found) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const counts = [...rules].sort(([, a], [, b]) => b - a).map(([rule, count]) => `  ${count} ${rule}`);
  const lines = ["", paint("bold", "Annotations, which change no value"), "", ...counts];
  if (!list || found.length > 40) return [...lines, paint("dim", "  --format json or html lists each")];
  return [
    ...lines,
    "",
    ...found.map((change) => `  ${subjectName(change.subject)} ${where(change)}: ${change.message}`),
  ];
}
