/** The report as it is: `DiffReport`, indented, without the keys that only the printers need. */
import { visibleJson } from "../../report/visible.js";
import type { DiffReport } from "../diff-report.js";

export function printJson(report: DiffReport): string {
  return `${visibleJson(report, 2)}\n`;
}
