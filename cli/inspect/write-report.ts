/** Writes what a run has found: to standard output, to files, and as a baseline. */
import { writeFileSync } from "node:fs";
import { failsOn, type Report } from "#inspect/ledger.js";
import { formatOf, printReport } from "#inspect/report/print.js";
import { printWaivers, type Waiver } from "#inspect/waivers.js";
import type { ReportFlags } from "./run-options.js";
import { withLines } from "./schema-lines.js";

/** Gives the exit code. A file that cannot be written keeps none of the others back. */
export function writeReport(
  plain: Report,
  { report: files = [], format, failOn, writeWaivers }: ReportFlags,
  own: string,
  waivers: readonly Waiver[],
): number {
  const report = withLines(plain, own);
  const level = failOn ?? "error";
  process.stdout.write(printReport(report, format, level));
  const failures: unknown[] = [];
  const write = (file: string, text: string): void => {
    try {
      writeFileSync(file, text);
    } catch (error) {
      failures.push(error);
    }
  };
  for (const file of files) write(file, printReport(report, formatOf(file) ?? "json", level));
  if (writeWaivers !== undefined) write(writeWaivers, printWaivers(report.findings, report.waived, waivers));
  if (failures.length > 0) throw failures[0];
  return failOn !== undefined && failsOn(report, failOn) ? 1 : 0;
}
