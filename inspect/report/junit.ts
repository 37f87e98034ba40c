/** Prints a report as JUnit, in which each finding is a test that failed and each clean operation one that passed. */
import { type Level, reaches } from "../finding.js";
import type { Report } from "../ledger.js";
import { escapeXml } from "./escape.js";
import { findingText, placeText } from "./place.js";
import { remarksOf, schemaText } from "./terminal.js";

/** Findings below the level are passed tests with an output. */
export function printJunit(report: Report, failOn: Level): string {
  const { findings, operations, waived, subject } = report;
  const failures = findings.filter(({ level }) => reaches(level, failOn));
  const clean = operations.filter(
    ({ operation }) => !findings.some((finding) => finding.operation === operation),
  );
  const cases = [
    ...findings.map((finding) => {
      const { operation, id, level, side, message, count, link = "" } = finding;
      const text = `${level} ${side}: ${findingText(finding)}, ${count} times\n${schemaText(finding)}\n${link}`;
      const body = failures.includes(finding)
        ? `<failure type="${level}" message="${escapeXml(`${placeText(finding)} ${message}`)}">${escapeXml(text)}</failure>`
        : `<system-out>${escapeXml(text)}</system-out>`;
      return `    <testcase classname="${escapeXml(operation)}" name="${escapeXml(id)}">${body}</testcase>`;
    }),
    ...waived.map(
      ({ finding, reason }) =>
        `    <testcase classname="${escapeXml(finding.operation)}" name="${escapeXml(finding.id)}"><skipped message="${escapeXml(reason)}"/></testcase>`,
    ),
    ...clean.map(
      ({ operation }) =>
        `    <testcase classname="${escapeXml(operation)}" name="follows the specification"/>`,
    ),
  ];
  const counts = `tests="${cases.length}" failures="${failures.length}" skipped="${waived.length}"`;
  const remarks = remarksOf(report).join("\n");
  const output = remarks === "" ? "" : `\n    <system-out>${escapeXml(remarks)}</system-out>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="${escapeXml(subject)}" ${counts}>\n${cases.join("\n")}${output}\n  </testsuite>\n</testsuites>\n`;
}
