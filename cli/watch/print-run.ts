/** One line a run: what was edited, what became of it, and how long it took. */
import { colorsFor } from "#generator/report/colors.js";
import type { Changes } from "#generator/report/outcome.js";
import { visible, visibleJson } from "#generator/report/visible.js";

export interface Run {
  readonly out: string;
  /** Files in the specification's folder; empty for the first run. */
  readonly edited: readonly string[];
  /** Undefined when there were errors. */
  readonly changes: Changes | undefined;
  readonly milliseconds: number;
}

/** So many names fit on a line. */
const MOST = 3;

export function printRun(run: Run, format: "text" | "json"): void {
  const { out, edited, changes, milliseconds } = run;
  if (format === "json") {
    const { added = [], modified = [], removed = [], files = 0, waived = 0 } = changes ?? {};
    const rounded = Math.round(milliseconds);
    const summary = {
      out,
      ok: changes !== undefined,
      edited,
      files,
      added,
      modified,
      removed,
      waived,
      milliseconds: rounded,
    };
    process.stdout.write(`${visibleJson(summary)}\n`);
    return;
  }
  const colors = colorsFor(process.stdout);
  const cause = edited.length === 0 ? "" : `${few(edited)}: `;
  const time = colors.dim(`(${(milliseconds / 1000).toFixed(2)} s)`);
  if (changes === undefined) {
    console.log(`${cause}${colors.red("errors, nothing written")} ${time}`);
    return;
  }
  const parts = [
    ...(changes.added.length > 0 ? [`+ ${few(changes.added)}`] : []),
    ...(changes.modified.length > 0 ? [`~ ${few(changes.modified)}`] : []),
    ...(changes.removed.length > 0 ? [`- ${few(changes.removed)}`] : []),
  ];
  const result = parts.length === 0 ? `${out} is up to date` : `${out}: ${colors.green(parts.join(", "))}`;
  console.log(`${cause}${result} ${time}`);
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, MOST).map((name) => (name === "" ? "something" : visible(name)));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
