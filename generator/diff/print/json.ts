/** The report as it is: `DiffReport`, indented, without the keys that only the printers need. */
import type { DiffReport } from "../diff-report.js";

export function printJson(report: DiffReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
