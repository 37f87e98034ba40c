/** Prints a report as SARIF 2.1.0, which code hosts show beside the schema's lines. */
import type { Finding, Level } from "../finding.js";
import type { Report } from "../ledger.js";
import { findingText } from "./place.js";

const LEVEL: { readonly [level in Level]: string } = { error: "error", warning: "warning", info: "note" };

export function printSarif({ findings, waived, releases }: Report): string {
  const all = [
    ...findings.map((finding) => ({ finding, reason: undefined })),
    ...waived.map(({ finding, reason }) => ({ finding, reason })),
  ];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "knockgen",
            informationUri: "https://github.com/knockgen/knockgen",
            rules: all.map(({ finding }) => ruleOf(finding)),
          },
        },
        properties: { releases },
        results: all.map(({ finding, reason }) => ({
          ruleId: finding.id,
          level: LEVEL[finding.level],
          message: {
            text: `${finding.side}: ${findingText(finding)}`,
          },
          occurrenceCount: finding.count,
          partialFingerprints: { findingId: finding.id },
          locations: locationsOf(finding),
          ...(reason !== undefined && { suppressions: [{ kind: "external", justification: reason }] }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ id, operation, message, link }: Finding): object {
  return {
    id,
    shortDescription: { text: `${operation}: ${message}` },
    ...(link !== undefined && { helpUri: link }),
  };
}

function locationsOf({ schema, operation, pointer }: Finding): object[] {
  return [
    {
      ...(schema !== undefined && {
        physicalLocation: {
          artifactLocation: { uri: schema.file },
          region: { startLine: schema.line ?? 1 },
        },
      }),
      logicalLocations: [{ fullyQualifiedName: `${operation}${pointer}` }],
    },
  ];
}
