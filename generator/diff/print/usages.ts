/** Where the user's own code meets the changes. */
import type { Colors } from "../../report/colors.js";
import type { Change, DiffReport } from "../diff-report.js";
import { subjectName } from "../subject.js";
import { breaksText, where } from "./words.js";

const MAX_CHANGES = 6;

export function usageLines({ usages, changes }: DiffReport, colors: Colors): string[] {
  if (usages === undefined) return [];
  const lines = ["", colors.bold("In your code"), ""];
  if (usages.length === 0) return [...lines, "  nothing that changes is used"];
  const byId = new Map(changes.map((change) => [change.id, change]));
  let place = "";
  for (const usage of usages) {
    const here = `${usage.file}:${usage.line}:${usage.column}`;
    if (here !== place) lines.push(`  ${colors.bold(here)}  ${usage.what} ${usage.name}`);
    place = here;
    const met = usage.changes.map((id) => byId.get(id)).filter((change) => change !== undefined);
    for (const change of met.slice(0, MAX_CHANGES)) lines.push(`      ${changeText(change, colors)}`);
    if (met.length > MAX_CHANGES)
      lines.push(colors.dim(`      and ${met.length - MAX_CHANGES} more changes`));
  }
  return lines;
}

function changeText(change: Change, colors: Colors): string {
  const sign = change.breaks.length > 0 ? colors.red("!") : colors.green("·");
  const place = [subjectName(change.subject), where(change)].filter((part) => part !== "").join(" ");
  const notes = [breaksText(change), change.rule].filter((note) => note !== "").join(" · ");
  return `${sign} ${place}: ${change.message}  ${colors.dim(notes)}`;
}
