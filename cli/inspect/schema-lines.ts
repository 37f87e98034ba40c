/** Adds the lines of schemas to a report, which are found only where the files are at hand. */
import { existsSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import { positionOf } from "#generator/load/position.js";
import { ownSpec } from "#generator/package-root.js";
import type { Finding } from "#inspect/finding.js";
import type { Report } from "#inspect/ledger.js";

/** `own` is the release whose schemas the package has. */
export function withLines(report: Report, own: string): Report {
  const files = new Map<string, { readonly text: string } | undefined>();
  const read = (name: string): { readonly text: string } | undefined => {
    if (files.has(name)) return files.get(name);
    const path = nodePath.join(ownSpec, name);
    const file = existsSync(path) ? { text: readFileSync(path, "utf8") } : undefined;
    files.set(name, file);
    return file;
  };
  const located = (finding: Finding): Finding => {
    const { schema } = finding;
    if (schema === undefined || schema.release !== own) return finding;
    const file = read(schema.file);
    if (file === undefined) return finding;
    return { ...finding, schema: { ...schema, line: positionOf(file, schema.pointer).line } };
  };
  return {
    ...report,
    findings: report.findings.map(located),
    waived: report.waived.map(({ finding, reason }) => ({ finding: located(finding), reason })),
  };
}
