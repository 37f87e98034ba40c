/** Writes what a run has found: to standard output, to files, and as a baseline. */
import { writeFileSync } from "node:fs";
import { failsOn, type Report } from "#inspect/ledger.js";
import { formatOf, printReport } from "#inspect/report/print.js";
import { printWaivers, type Waiver } from "#inspect/waivers.js";
import type { ReportFlags } from "./run-options.js";
import { withLines } from "./schema-lines.js";

/** Gives the exit code. */
export function writeReport(
  plain: Report,
  { report: files = [], format, failOn, writeWaivers }: ReportFlags,
  own: string,
  waivers: readonly Waiver[],
): number {
  const report = withLines(plain, own);
  const level = failOn ?? "error";
  for (const file of files) writeFileSync(file, printReport(report, formatOf(file) ?? "json", level));
  if (writeWaivers !== undefined)
    writeFileSync(writeWaivers, printWaivers(report.findings, report.waived, waivers));
  process.stdout.write(printReport(report, format, level));
  return failOn !== undefined && failsOn(report, failOn) ? 1 : 0;
}
