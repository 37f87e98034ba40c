/** Runs `knockgen watch`: generates, and again after each edit, with what it knows of everything that was not edited. */
import { generatorFingerprint } from "#generator/cache/fingerprint.js";
import { openCache } from "#generator/cache/folder.js";
import { LastingMemo, openMemo } from "#generator/cache/memo.js";
import { isFolder, placeOfSpec } from "#generator/load/find.js";
import { recover } from "#generator/write/write.js";
import { Failure } from "../failure.js";
import { type Finished, generateOnce } from "../generate-once.js";
import type { GenerateFlags } from "../options.js";
import { readSettings, type Settings } from "../settings.js";
import { watchFolder } from "./changes.js";
import { printRun } from "./print-run.js";

/** Ends when the signal says so. Exit codes: 0, 1 when the configuration is bad, 2 when there is nothing to watch. */
export async function runWatch(flags: GenerateFlags, signal: AbortSignal): Promise<number> {
  let settings = await readSettings(flags, { pin: true });
  if (typeof settings === "number") return settings;
  const { folder: spec } = placeOfSpec(settings.options.spec);
  if (!isFolder(spec)) {
    process.stderr.write(`knockgen: ${spec} is not a folder\n`);
    return 2;
  }
  recover(settings.out);
  const cache = flags.cache ? openCache(settings.out) : undefined;
  const fingerprint = cache === undefined ? "" : generatorFingerprint();
  let memo = cache === undefined ? new LastingMemo() : openMemo(cache, fingerprint);
  const configFiles = (): readonly string[] =>
    typeof settings === "number" ? [] : (settings.config?.files ?? []);
  // Before the first run, so that no edit is missed while it runs.
  const watching = watchFolder(spec, configFiles);
  signal.addEventListener("abort", watching.close);
  const said = new Set<string>();
  const save = (finished: LastingMemo): void => {
    if (cache !== undefined) finished.save(cache, fingerprint);
  };
  let last = memo;
  let edited: ReadonlySet<string> | undefined = new Set();
  let isMistaken = false;
  for (let first = true; edited !== undefined; edited = await watching.next(), first = false) {
    const started = performance.now();
    if (isMistaken || configFiles().some((file) => edited?.has(file))) {
      const again = await readAgain(flags);
      isMistaken = again === undefined;
      settings = again ?? settings;
    }
    const finished = isMistaken ? undefined : await attempt(settings, flags, memo, said);
    const run = { out: settings.out, edited: [...edited].sort(), changes: finished?.changes };
    printRun({ ...run, milliseconds: performance.now() - started }, flags.format);
    if (first) save(memo);
    // After an error not everything was asked for, and what was not would be forgotten.
    if (finished === undefined) continue;
    last = memo;
    memo = memo.next();
  }
  save(last);
  return 0;
}

/** Undefined where the edit has broken the configuration, which has been told; until that is mended nothing is written. */
async function readAgain(flags: GenerateFlags): Promise<Settings | undefined> {
  try {
    const settings = await readSettings(flags, { pin: true });
    return typeof settings === "number" ? undefined : settings;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`knockgen: ${error.message}\n`);
    return undefined;
  }
}

/** Whatever an edit brings about, the next one may mend it. */
async function attempt(
  settings: Settings,
  flags: GenerateFlags,
  memo: LastingMemo,
  said: Set<string>,
): Promise<Finished | undefined> {
  try {
    const finished = await generateOnce(settings, flags, "write", { memo, said });
    return typeof finished === "number" ? undefined : finished;
  } catch (error) {
    process.stderr.write(`knockgen: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}
