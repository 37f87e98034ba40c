/** One run of the pipeline with what it says and writes: the part that `generate`, `check` and `watch` share. */
import { existsSync, realpathSync, statSync } from "node:fs";
import nodePath from "node:path";
import { printCoverage } from "#generator/coverage/print.js";
import type { Diagnostic } from "#generator/diagnostic.js";
import { type Aids, type Generated, generate } from "#generator/pipeline.js";
import { locate } from "#generator/report/diagnostics.js";
import { exitCodeOf } from "#generator/report/exit-code.js";
import type { Changes } from "#generator/report/outcome.js";
import { createProgress, type Stage } from "#generator/report/progress.js";
import { visible } from "#generator/report/visible.js";
import type { SecondThread } from "#generator/thread/second-thread.js";
import { type Comparison, compareWithFolder } from "#generator/write/compare.js";
import { writeFiles } from "#generator/write/write.js";
import type { GenerateFlags } from "./options.js";
import { isSaid, reportAll, sayingOf } from "./report-all.js";
import type { Settings } from "./settings.js";
import { tuneForWhatWasRead } from "./short-run.js";
import { isSystemFailure, systemMessage } from "./system-error.js";

export interface Finished {
  readonly generated: Generated;
  /** All of them, the waived ones too, with their places. */
  readonly diagnostics: readonly Diagnostic[];
  readonly changes: Changes;
  readonly changed: boolean;
}

export interface RunAids extends Omit<Aids<SecondThread>, "onStage"> {
  /** Warnings that have been printed. */
  readonly said?: Set<string>;
}

/**
 * The exit code when there are errors, or the folder is in use for something else; both are said. Warnings in `said` are
 * not printed, and those that are join them.
 */
export async function generateOnce(
  settings: Settings,
  flags: GenerateFlags,
  mode: "write" | "compare",
  { memo, thread, said = new Set() }: RunAids = {},
): Promise<Finished | number> {
  const { options, out } = settings;
  const progress = createProgress();
  const onStage = (stage: Stage): void => {
    if (stage === "lower") tuneForWhatWasRead();
    progress.stage(stage);
  };
  const generated = generate(options, { memo, thread, onStage });
  if (flags.validateDocuments === true) {
    const { validateDocuments } = await import("#generator/load/validate-documents.js");
    await validateDocuments(generated.loaded, generated.diagnostics);
  }
  progress.end();
  const files = new Map(generated.loaded.files().map((file) => [file.path, file] as const));
  const all = generated.diagnostics.all;
  // Places cost a second parse of their files, so that what is not printed again does without.
  const diagnostics = all.map((each) =>
    isSaid(each, said) ? each : (locate([each], (path) => files.get(path))[0] ?? each),
  );
  if (flags.coverage === true && flags.format === "text")
    process.stdout.write(printCoverage(generated.coverage));
  const waived = reportAll(diagnostics, settings, flags, generated.diagnostics.hasErrors, said);
  for (const each of all) said.add(sayingOf(each));
  if (generated.diagnostics.hasErrors) return exitCodeOf(all);
  if (waived === undefined) return 1;
  const comparison = finish(out, generated, mode);
  if (comparison === undefined) return 1;
  const changes = { ...comparison, files: generated.files.length, waived, leftOut: generated.leftOut };
  return { generated, diagnostics, changes, changed: comparison.changed };
}

/** Undefined when the folder is in use for something else, or cannot be written to; both are said. */
function finish(
  out: string,
  { files, outputs }: Pick<Generated, "files" | "outputs">,
  mode: "write" | "compare",
): Comparison | undefined {
  if (mode === "write" && holdsWorkingFolder(out)) {
    process.stderr.write(
      `knockgen: ${visible(out)} holds the folder that this command runs in, and would be replaced as a whole.\nName a folder of its own with --out.\n`,
    );
    return undefined;
  }
  try {
    if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) {
      process.stderr.write(`knockgen: ${visible(out)} is not a folder.\nName a folder with --out.\n`);
      return undefined;
    }
    const comparison = compareWithFolder(out, files, outputs);
    const result = mode === "write" ? writeFiles(out, files, comparison) : comparison;
    if (result.foreign.length === 0) return result;
    const list = result.foreign.map((path) => `  ${visible(path)}\n`).join("");
    process.stderr.write(
      `knockgen: ${visible(out)} holds files that knockgen has not written and would have to overwrite:\n${list}Choose another folder with --out, or remove them.\n`,
    );
  } catch (error) {
    if (!isSystemFailure(error)) throw error;
    process.stderr.write(`knockgen: ${visible(out)} cannot be written: ${systemMessage(error)}\n`);
  }
  return undefined;
}

function holdsWorkingFolder(out: string): boolean {
  const target = existsSync(out) ? realpathSync(out) : nodePath.resolve(out);
  const way = nodePath.relative(target, realpathSync(process.cwd()));
  return way !== ".." && !way.startsWith(`..${nodePath.sep}`) && !nodePath.isAbsolute(way);
}
