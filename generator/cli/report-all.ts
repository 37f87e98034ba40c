/** Prints what a run has to say, without what the project has waived. */
import { waive } from "../config/waive.js";
import type { Diagnostic } from "../diagnostic.js";
import type { GenerateFlags } from "./options.js";
import { reportConfigDiagnostics, reportDiagnostics, type Settings } from "./settings.js";

/** How many warnings were waived; undefined when a waiver is wrong. A run that failed has not come to all that is waived. */
export function reportAll(
  diagnostics: readonly Diagnostic[],
  { options, config }: Settings,
  { format }: GenerateFlags,
  failed: boolean,
): number | undefined {
  const { spec, only } = options;
  const wasRead = (path: string): boolean =>
    only === undefined || !path.startsWith("api/") || only.some((api) => path.startsWith(`api/${api}/`));
  const waived = waive(diagnostics, config, wasRead);
  reportDiagnostics(waived.diagnostics, spec, format);
  if (failed || waived.problems.length === 0) return waived.count;
  reportConfigDiagnostics(waived.problems, format);
  return undefined;
}
