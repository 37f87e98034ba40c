/** Runs the pipeline for `generate` and `check`, and tells people or machines what came of it. */
import { generatorFingerprint } from "#generator/cache/fingerprint.js";
import { openCache } from "#generator/cache/folder.js";
import { recallRun, rememberRun } from "#generator/cache/last-run.js";
import { openMemo } from "#generator/cache/memo.js";
import type { DocumentCoverage } from "#generator/coverage/coverage.js";
import { type Changes, printOutcome } from "#generator/report/outcome.js";
import type { SecondThread } from "#generator/thread/second-thread.js";
import { recover } from "#generator/write/write.js";
import type { GenerateFlags } from "./options.js";
import { readSettings } from "./settings.js";

/** Exit codes: 0 fine, 1 diagnostics or a stale folder, 2 what the call names does not exist. */
export async function runGenerate(flags: GenerateFlags, mode: "write" | "compare"): Promise<number> {
  const started = performance.now();
  // A check must not believe what someone else may have left.
  const mayRecall =
    flags.cache && mode === "write" && flags.validateDocuments !== true && flags.coverage !== true;
  // Without a memory there is work for two, and the other thread begins while this one reads settings and loads what it needs.
  const early = mayRecall ? undefined : await startThread();
  const settings = await readSettings(flags, { pin: mode === "write" });
  if (typeof settings === "number") return settings;
  const { options, out } = settings;
  if (mode === "write") recover(out);
  const cache = mayRecall ? openCache(out) : undefined;
  const fingerprint = cache === undefined ? "" : generatorFingerprint();
  const finish = (changes: Changes, coverage?: readonly DocumentCoverage[]): void =>
    printOutcome(changes, {
      out,
      mode,
      format: flags.format,
      milliseconds: performance.now() - started,
      ...(flags.coverage === true && coverage && { coverage }),
    });
  const last = cache && recallRun(options, out, cache, fingerprint);
  if (last !== undefined) {
    const { reportAll } = await import("./report-all.js");
    const waived = reportAll(last.diagnostics, settings, flags, false);
    if (waived === undefined) return 1;
    finish({ added: [], modified: [], removed: [], files: last.files, waived, leftOut: last.leftOut });
    return 0;
  }
  // Loaded only now: most of the time of a run that has nothing to do would be loading compilers.
  const memo = cache === undefined ? undefined : openMemo(cache, fingerprint);
  const thread = early ?? (await startThread(memo?.isEmpty !== false));
  const { generateOnce } = await import("./generate-once.js");
  const finished = await generateOnce(settings, flags, mode, { memo, thread });
  if (typeof finished === "number") return finished;
  const { generated, diagnostics, changes, changed } = finished;
  if (cache !== undefined) memo?.save(cache, fingerprint);
  if (cache !== undefined) rememberRun(options, generated, diagnostics, cache, fingerprint);
  finish(changes, generated.coverage);
  return mode === "compare" && changed ? 1 : 0;
}

/** The module is loaded only where there is something to do. `atOnce` is whether there is work for it from the start. */
async function startThread(atOnce = true): Promise<SecondThread> {
  const { SecondThread } = await import("#generator/thread/second-thread.js");
  const thread = new SecondThread();
  if (atOnce) thread.start();
  return thread;
}
