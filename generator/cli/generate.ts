/** Runs the pipeline for `generate` and `check`, and tells people or machines what came of it. */
import { existsSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import { generatorFingerprint } from "../cache/fingerprint.js";
import { type CacheFolder, openCache } from "../cache/folder.js";
import { isUpToDate, recallDiagnostics, rememberRun } from "../cache/last-run.js";
import { openMemo } from "../cache/memo.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Generated, GenerateOptions } from "../pipeline.js";
import { colorsFor } from "../report/colors.js";
import { locate, printDiagnostics, printDiagnosticsAsJson } from "../report/diagnostics.js";
import { printOutcome } from "../report/outcome.js";
import { compareWithFolder, readManifestOutputs } from "../write/compare.js";
import { recover, writeFiles } from "../write/write.js";
import { defaultSpec } from "./default-spec.js";
import type { GenerateFlags } from "./options.js";

/** Exit codes: 0 fine, 1 diagnostics or a stale folder. */
export async function runGenerate(flags: GenerateFlags, mode: "write" | "compare"): Promise<number> {
  const started = performance.now();
  const { spec = defaultSpec(), only, emit, allowOutside, assertFormats } = flags;
  const options: GenerateOptions = {
    spec,
    ...(only && { only }),
    ...(emit && { emit }),
    ...(allowOutside !== undefined && { allowOutside }),
    ...(assertFormats !== undefined && { assertFormats }),
  };
  const out = flags.out ?? "generated";
  if (mode === "write") recover(nodePath.resolve(out));
  const cache = flags.cache && flags.validateDocuments !== true ? openCache(out) : undefined;
  const fingerprint = cache === undefined ? "" : generatorFingerprint();
  const finish = (changes: Parameters<typeof printOutcome>[0]): void =>
    printOutcome(changes, { out, mode, format: flags.format, milliseconds: performance.now() - started });
  if (cache !== undefined && isUpToDate(options, out, cache, fingerprint)) {
    reportDiagnostics(recallDiagnostics(cache), options.spec, flags.format);
    finish({ added: [], modified: [], removed: [], files: readManifestOutputs(out).size + 1 });
    return 0;
  }
  // Loaded only now: most of the time of a run that has nothing to do would be loading compilers.
  const { generate } = await import("../pipeline.js");
  const memo = cache === undefined ? undefined : openMemo(cache, fingerprint);
  const generated = generate(options, memo);
  if (flags.validateDocuments === true) {
    const { validateDocuments } = await import("../load/validate-documents.js");
    await validateDocuments(generated.loaded, generated.diagnostics);
  }
  const diagnostics = locate(generated.diagnostics.all, (path) =>
    generated.loaded.files().find((file) => file.path === path),
  );
  reportDiagnostics(diagnostics, options.spec, flags.format);
  if (generated.diagnostics.hasErrors) return 1;
  if (cache !== undefined && mode === "write") memo?.save(cache, fingerprint);
  return settle(generated, diagnostics, { options, out, mode, cache, fingerprint, finish });
}

interface Settling {
  readonly options: GenerateOptions;
  readonly out: string;
  readonly mode: "write" | "compare";
  readonly cache: CacheFolder | undefined;
  readonly fingerprint: string;
  readonly finish: (changes: Parameters<typeof printOutcome>[0]) => void;
}

function settle(generated: Generated, diagnostics: readonly Diagnostic[], run: Settling): number {
  const { out, mode } = run;
  const comparison = compareWithFolder(out, generated.files);
  if (comparison.foreign.length > 0) {
    const list = comparison.foreign.map((path) => `  ${path}\n`).join("");
    process.stderr.write(
      `${out} holds files that knockgen has not written and would have to overwrite:\n${list}Choose another folder with --out, or remove them.\n`,
    );
    return 1;
  }
  if (mode === "write") writeFiles(out, generated.files, comparison);
  if (run.cache !== undefined && (mode === "write" || !comparison.changed))
    rememberRun(run.options, generated, diagnostics, run.cache, run.fingerprint);
  run.finish({ ...comparison, files: generated.files.length });
  return mode === "compare" && comparison.changed ? 1 : 0;
}

function reportDiagnostics(diagnostics: readonly Diagnostic[], spec: string, format: "text" | "json"): void {
  if (diagnostics.length === 0) return;
  const text = (path: string): string | undefined => {
    const place = nodePath.resolve(spec, path);
    return existsSync(place) ? readFileSync(place, "utf8") : undefined;
  };
  process.stderr.write(
    format === "json"
      ? printDiagnosticsAsJson(diagnostics, spec)
      : printDiagnostics(diagnostics, { spec, text }, colorsFor(process.stderr)),
  );
}
