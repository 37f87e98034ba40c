/** Where the user's own code meets the changes. */
import type { styleText } from "node:util";
import { subjectName } from "../subject.js";
import type { Change, DiffReport } from "../types.js";
import { breaksText, where } from "./words.js";

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const MAX_CHANGES = 6;

export function usageLines({ usages, changes }: DiffReport, paint: Paint): string[] {
  if (usages === undefined) return [];
  const lines = ["", paint("bold", "In your code"), ""];
  if (usages.length === 0) return [...lines, "  nothing that changes is used"];
  const byId = new Map(changes.map((change) => [change.id, change]));
  let place = "";
  for (const usage of usages) {
    const here = `${usage.file}:${usage.line}:${usage.column}`;
    if (here !== place) lines.push(`  ${paint("bold", here)}  ${usage.what} ${usage.name}`);
    place = here;
    const met = usage.changes.map((id) => byId.get(id)).filter((change) => change !== undefined);
    for (const change of met.slice(0, MAX_CHANGES)) lines.push(`      ${changeText(change, paint)}`);
    if (met.length > MAX_CHANGES)
      lines.push(paint("dim", `      and ${met.length - MAX_CHANGES} more changes`));
  }
  return lines;
}

function changeText(change: Change, paint: Paint): string {
  const sign = change.severity === "breaking" ? paint("red", "!") : paint("green", "·");
  const place = [subjectName(change.subject), where(change)].filter((part) => part !== "").join(" ");
  const notes = [breaksText(change), change.rule].filter((note) => note !== "").join(" · ");
  return `${sign} ${place}: ${change.message}  ${paint("dim", notes)}`;
}
