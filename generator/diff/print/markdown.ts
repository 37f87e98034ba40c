/** The report for a pull request or a release note: a summary, then a list by API and operation. */
import type { Change, DiffReport } from "../diff-report.js";
import { commonPath, groupShared } from "../groups.js";
import { subjectKey, subjectName, subjectRoute, subjectSection } from "../subject.js";
import { visibleReport } from "./visible.js";
import { breaksText, sectionTitle, sourceText, summaryLines, where } from "./words.js";

export function printMarkdown(raw: DiffReport): string {
  const report = visibleReport(raw);
  const lines = [`# ${plain(report.old)} → ${plain(report.new)}`, ""];
  if (report.changes.length === 0) return [...lines, "No changes.", ""].join("\n");
  lines.push(...summaryLines(report.summary).map((line) => `- ${line.replace(/ {2,}/, ": ")}`));
  const told = report.changes.filter(({ severity }) => severity !== "annotation");
  const { single, shared } = groupShared(told);
  let section = "";
  let subject = "";
  for (const change of single) {
    const current = subjectSection(change.subject);
    if (current !== section) lines.push("", `## ${plain(sectionTitle(current))}`);
    section = current;
    const key = subjectKey(change.subject);
    const route = subjectRoute(change.subject);
    if (key !== subject) lines.push("", `### ${code(subjectName(change.subject))}`, "");
    if (key !== subject && route !== "") lines.push(code(route), "");
    subject = key;
    lines.push(item(change, where(change), sourceText(change)));
  }
  if (shared.length > 0) lines.push("", "## In shared definitions", "");
  for (const group of shared) {
    const [first] = group;
    if (first === undefined) continue;
    const names = [...new Set(group.map((change) => code(subjectName(change.subject))))].join(", ");
    lines.push(item(first, commonPath(group.map(({ path }) => path)), sourceText(first)), `  - in ${names}`);
  }
  lines.push(...annotations(report.changes), ...usages(report));
  return `${lines.join("\n")}\n`;
}

function item(change: Change, place: string, source: string): string {
  const breaking = change.breaks.length > 0 ? `**${breaksText(change)}** ` : "";
  const here = place === "" ? "" : `${code(place)}: `;
  return `- ${breaking}${here}${plain(change.message)} (${code(change.rule)}${source && `, ${code(source)}`})`;
}

function annotations(changes: readonly Change[]): string[] {
  const rules = new Map<string, number>();
  for (const { severity, rule } of changes)
    if (severity === "annotation") rules.set(rule, (rules.get(rule) ?? 0) + 1);
  if (rules.size === 0) return [];
  const rows = [...rules]
    .sort(([, a], [, b]) => b - a)
    .map(([rule, count]) => `| ${code(rule)} | ${count} |`);
  return ["", "## Annotations, which change no value", "", "| rule | places |", "| --- | --- |", ...rows];
}

function usages({ usages: found, changes }: DiffReport): string[] {
  if (found === undefined) return [];
  const byId = new Map(changes.map((change) => [change.id, change]));
  const lines = ["", "## In your code", ""];
  if (found.length === 0) return [...lines, "Nothing that changes is used."];
  for (const { file, line, what, name, changes: ids } of found) {
    const met = ids.map((id) => byId.get(id)).filter((change) => change !== undefined);
    lines.push(`- ${code(`${file}:${line}`)} ${what} ${code(name)}`);
    for (const change of met)
      lines.push(`  ${item(change, `${subjectName(change.subject)} ${where(change)}`.trim(), "")}`);
  }
  return lines;
}

/** A code span that text of the specification cannot leave. */
function code(text: string): string {
  const ticks = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return ticks + pad + text.replace(/\s+/g, " ").replaceAll("|", "\\|") + pad + ticks;
}

/** Text that stays text: no markup, no HTML. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>|#]/g, "\\$&");
}
