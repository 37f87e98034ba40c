/** Every form that a report can have, by the ending of a file's name or by name. */
import type { Level } from "../finding.js";
import type { Report } from "../ledger.js";
import { printHtml } from "./html.js";
import { printJunit } from "./junit.js";
import { printSarif } from "./sarif.js";
import { printText } from "./terminal.js";

/** A form in which a report is printed. */
export type ReportFormat = "text" | "json" | "html" | "junit" | "sarif";

const PRINTERS: { readonly [format in ReportFormat]: (report: Report, failOn: Level) => string } = {
  text: printText,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  html: printHtml,
  junit: printJunit,
  sarif: printSarif,
};

/** In the order of the help. */
export const REPORT_FORMATS: readonly ReportFormat[] = ["text", "json", "html", "junit", "sarif"];

const ENDINGS: { readonly [ending: string]: ReportFormat } = {
  txt: "text",
  json: "json",
  html: "html",
  xml: "junit",
  sarif: "sarif",
};

/** The form that a file's name asks for; undefined for other endings than .txt, .json, .html, .xml and .sarif. */
export function formatOf(file: string): ReportFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
}

/** `failOn` says which findings JUnit shows as failures. */
export function printReport(report: Report, format: ReportFormat, failOn: Level): string {
  return PRINTERS[format](report, failOn);
}
