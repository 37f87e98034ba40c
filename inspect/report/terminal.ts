/** Prints a report for a person at a terminal. */
import type { Finding } from "../finding.js";
import type { Report } from "../ledger.js";
import { findingText } from "./place.js";

export function printText(report: Report): string {
  const { findings, waived, exchanges, operations, describedOperations } = report;
  const lines = [...findings.map(printFinding), ...remarksOf(report)];
  const known = operations.filter((operation) => operation.known).length;
  const by = report.releases.join(", ");
  const levels = ["error", "warning", "info"].map(
    (level) => `${findings.filter((finding) => finding.level === level).length} ${level}`,
  );
  lines.push(
    `${exchanges} ${exchanges === 1 ? "exchange" : "exchanges"}, ${known} of ${describedOperations} operations, by ${by}: ${levels.join(", ")}` +
      `${waived.length === 0 ? "" : `, ${waived.length} waived`}`,
  );
  return `${lines.join("\n")}\n`;
}

/** Waivers that were not needed, notes, and how much was not judged. */
export function remarksOf({ unusedWaivers, notes, unchecked }: Report): readonly string[] {
  return [
    ...unusedWaivers.map(
      ({ id, until, expired }) =>
        `waiver of ${id} ${expired ? "has expired" : "was not needed"}${until === undefined ? "" : ` (until ${until})`}`,
    ),
    ...notes.map((note) => `note: ${note}`),
    ...Object.entries(unchecked).map(([reason, count]) => `not judged: ${count} (${reason})`),
  ];
}

/** One finding, on three lines at most. */
export function printFinding(finding: Finding): string {
  const { level, side, operation, count, since, until, id, link } = finding;
  const times = count === 1 ? "" : ` (${count} times)`;
  const releases = since === until ? since : `${since} to ${until}`;
  const schema = schemaText(finding);
  return [
    `${level} ${side} ${operation}: ${findingText(finding)}${times} [${releases}]`,
    `    ${id}`,
    ...(schema === "" && link === undefined
      ? []
      : [`    ${[schema, link ?? ""].filter((part) => part !== "").join("  ")}`]),
  ].join("\n");
}

/** `api/client-server/devices.yaml:65` */
export function schemaText({ schema }: Finding): string {
  if (schema === undefined) return "";
  return schema.line === undefined ? `${schema.file}#${schema.pointer}` : `${schema.file}:${schema.line}`;
}
