/** Prints what a run has to say, without what the project has waived. */
import { waive } from "#generator/config/waive.js";
import type { Diagnostic } from "#generator/diagnostic.js";
import type { GenerateFlags } from "./options.js";
import { reportConfigDiagnostics, reportDiagnostics, type Settings } from "./settings.js";

/**
 * How many warnings were waived; undefined when a waiver is wrong. A run that failed has not come to all that is waived.
 * `said` are warnings that an earlier run of the same process has printed.
 */
export function reportAll(
  diagnostics: readonly Diagnostic[],
  { options, config }: Settings,
  { format }: GenerateFlags,
  failed: boolean,
  said: ReadonlySet<string> = new Set(),
): number | undefined {
  const { spec, only } = options;
  const wasRead = (path: string): boolean =>
    only === undefined || !path.startsWith("api/") || only.some((api) => path.startsWith(`api/${api}/`));
  const waived = waive(diagnostics, config, wasRead);
  const news = waived.diagnostics.filter((diagnostic) => !isSaid(diagnostic, said));
  reportDiagnostics(news, spec, format);
  if (failed || waived.problems.length === 0) return waived.count;
  reportConfigDiagnostics(waived.problems, format);
  return undefined;
}

/** Errors are said as long as they are there, warnings once. */
export function isSaid(diagnostic: Diagnostic, said: ReadonlySet<string>): boolean {
  return diagnostic.severity === "warning" && said.has(sayingOf(diagnostic));
}

/** Identity of a warning, independent of its line. */
export function sayingOf({ code, message, origin }: Diagnostic): string {
  return `${code} ${origin?.file}#${origin?.pointer} ${message}`;
}
