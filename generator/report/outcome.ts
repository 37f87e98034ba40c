/** Says what a run has done: for people a line a file and a summary, for machines one JSON object. */
import type { DocumentCoverage } from "../coverage/coverage.js";
import { colorsFor } from "./colors.js";
import { visible, visibleJson } from "./visible.js";

export interface Changes {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
  /** How many files are generated in all. */
  readonly files: number;
  /** Warnings that were not printed because the project knows them. */
  readonly waived: number;
  /** How many operations the project leaves out. */
  readonly leftOut: number;
}

export interface Circumstances {
  readonly out: string;
  readonly mode: "write" | "compare";
  readonly format: "text" | "json";
  readonly milliseconds: number;
  /** Only where it was asked for. */
  readonly coverage?: readonly DocumentCoverage[];
}

export function printOutcome(
  { added, modified, removed, files, waived, leftOut }: Changes,
  { out, mode, format, milliseconds, coverage }: Circumstances,
): void {
  if (format === "json") {
    process.stdout.write(
      `${visibleJson({ out, files, added, modified, removed, waived, leftOut, milliseconds: Math.round(milliseconds), ...(coverage && { coverage }) })}\n`,
    );
    return;
  }
  const colors = colorsFor(process.stdout);
  const seconds = `${(milliseconds / 1000).toFixed(2)} s`;
  const changed = added.length + modified.length + removed.length;
  for (const path of added) console.log(colors.green(`  + ${visible(path)}`));
  for (const path of modified) console.log(colors.yellow(`  ~ ${visible(path)}`));
  for (const path of removed) console.log(colors.red(`  - ${visible(path)}`));
  if (waived > 0) console.log(colors.dim(`${waived} known warning${waived === 1 ? "" : "s"} waived`));
  if (leftOut > 0) console.log(colors.dim(`${leftOut} operation${leftOut === 1 ? "" : "s"} left out`));
  if (changed === 0) console.log(`${out} is up to date: ${files} files (${seconds})`);
  else if (mode === "compare") console.log(`${out} is stale: run \`knockgen generate\` (${seconds})`);
  else
    console.log(
      `${out}: ${added.length} added, ${modified.length} changed, ${removed.length} removed, of ${files} files (${seconds})`,
    );
}
