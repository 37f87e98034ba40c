/** Runs the pipeline for `generate` and `check`, and tells people or machines what came of it. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { packageRoot } from "../package-root.js";
import { type Generated, generate } from "../pipeline.js";
import { colorsFor } from "../report/colors.js";
import { printDiagnostics, printDiagnosticsAsJson } from "../report/diagnostics.js";
import { type Comparison, compareWithFolder } from "../write/compare.js";
import { recover, writeFiles } from "../write/write.js";
import type { GenerateFlags } from "./options.js";

/** Exit codes: 0 fine, 1 diagnostics or a stale folder. */
export async function runGenerate(flags: GenerateFlags, mode: "write" | "compare"): Promise<number> {
  const started = performance.now();
  const spec = flags.spec ?? (existsSync("schemas") ? "schemas" : nodePath.join(packageRoot, "schemas"));
  const out = flags.out ?? "generated";
  if (mode === "write") recover(nodePath.resolve(out));
  const generated = generate({ ...flags, spec });
  const failed = reportDiagnostics(generated, spec, flags.format);
  if (failed) return 1;
  const comparison = compareWithFolder(out, generated.files);
  if (comparison.foreign.length > 0) {
    const list = comparison.foreign.map((path) => `  ${path}\n`).join("");
    process.stderr.write(
      `${out} holds files that knockgen has not written and would have to overwrite:\n${list}Choose another folder with --out, or remove them.\n`,
    );
    return 1;
  }
  if (mode === "write") writeFiles(out, generated.files, comparison);
  report(comparison, generated, {
    out,
    mode,
    format: flags.format,
    milliseconds: performance.now() - started,
  });
  return mode === "compare" && comparison.changed ? 1 : 0;
}

/** Whether there is an error among them; then nothing may be written. */
function reportDiagnostics(
  { diagnostics, loaded }: Generated,
  spec: string,
  format: "text" | "json",
): boolean {
  if (diagnostics.all.length > 0) {
    const sources = { spec, file: (path: string) => loaded.files().find((file) => file.path === path) };
    const text =
      format === "json"
        ? printDiagnosticsAsJson(diagnostics.all, sources)
        : printDiagnostics(diagnostics.all, sources, colorsFor(process.stderr));
    process.stderr.write(text);
  }
  return diagnostics.hasErrors;
}

interface Outcome {
  readonly out: string;
  readonly mode: "write" | "compare";
  readonly format: "text" | "json";
  readonly milliseconds: number;
}

function report(
  comparison: Comparison,
  { files }: Generated,
  { out, mode, format, milliseconds }: Outcome,
): void {
  const { added, modified, removed } = comparison;
  if (format === "json") {
    process.stdout.write(
      `${JSON.stringify({ out, files: files.length, added, modified, removed, milliseconds: Math.round(milliseconds) })}\n`,
    );
    return;
  }
  const colors = colorsFor(process.stdout);
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  const lines = [
    ...added.map((path) => colors.green(`  + ${path}`)),
    ...modified.map((path) => colors.yellow(`  ~ ${path}`)),
    ...removed.map((path) => colors.red(`  - ${path}`)),
  ];
  if (!comparison.changed) console.log(`${out} is up to date: ${files.length} files (${seconds})`);
  else if (mode === "write")
    console.log(
      `${lines.join("\n")}\n${out}: ${added.length} added, ${modified.length} changed, ${removed.length} removed, of ${files.length} files (${seconds})`,
    );
  else console.log(`${lines.join("\n")}\n${out} is stale: run \`knockgen generate\` (${seconds})`);
}
