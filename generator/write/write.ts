/** Last stage: files -> disk, all or nothing. Files in the output folder that are not ours stay where they are. */
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import nodePath from "node:path";
import type { EmittedFile } from "../emit/emitted-file.js";
import { makeFolder } from "../make-folder.js";
import { type Comparison, compareWithFolder, identityOf } from "./compare.js";
import { lockOf, withLock } from "./lock.js";

/**
 * Builds the new folder beside the old one and swaps them, so that a run that dies leaves the old output whole.
 * `comparison` says which of the files there are ours.
 */
export function writeFiles(out: string, files: readonly EmittedFile[], comparison: Comparison): Comparison {
  const target = placeOf(out);
  // Nothing to do, or nothing that may be done; but a comparison made while another run swapped folders says neither.
  const isSettled = !hasLeftovers(target) && identityOf(target) === comparison.folder;
  if (isSettled && (!comparison.changed || comparison.foreign.length > 0)) return comparison;
  return withLock(target, () => {
    recoverLocked(target);
    // Another run may have been faster, and what was there is now another run's.
    const now = identityOf(target) === comparison.folder ? comparison : compareWithFolder(target, files);
    if (now.changed && now.foreign.length === 0) replace(target, files, now);
    return now;
  });
}

/** Where the folder lies, whatever links lead there. */
function placeOf(out: string): string {
  return existsSync(out) ? realpathSync(out) : nodePath.resolve(out);
}

function replace(target: string, files: readonly EmittedFile[], comparison: Comparison): void {
  const staging = stagingOf(target);
  try {
    prepare(target, staging, files, comparison);
    swap(target, staging);
  } catch (error) {
    if (existsSync(target)) rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}

function prepare(
  target: string,
  staging: string,
  files: readonly EmittedFile[],
  comparison: Comparison,
): void {
  makeFolder(staging, modeOf(target));
  const changed = new Set([...comparison.added, ...comparison.modified]);
  for (const { path, text } of files) {
    const place = nodePath.join(staging, path);
    makeFolder(nodePath.dirname(place));
    // The same file under its new folder: compilers that watch it see that nothing has happened to it.
    if (changed.has(path) || !tryLink(nodePath.join(target, path), place)) writeFileSync(place, text);
  }
  const ours = new Set([...files.map(({ path }) => path), ...comparison.removed]);
  if (existsSync(target)) keepForeign(target, staging, "", ours);
}

function modeOf(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mode ?? 0o777;
}

/** Not every file system has hard links. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** A run that was killed between the two renames of a swap has left the old folder under its other name. */
export function recover(out: string): void {
  const target = placeOf(out);
  if (hasLeftovers(target)) withLock(target, () => recoverLocked(target));
}

/** Of a run that was killed, or that is under way. */
function hasLeftovers(target: string): boolean {
  return [backupOf(target), stagingOf(target), lockOf(target)].some((path) => existsSync(path));
}

function recoverLocked(target: string): void {
  rmSync(stagingOf(target), { recursive: true, force: true });
  const backup = backupOf(target);
  if (!existsSync(backup)) return;
  if (existsSync(target)) rmSync(backup, { recursive: true, force: true });
  else renameSync(backup, target);
}

function swap(target: string, staging: string): void {
  const backup = backupOf(target);
  makeFolder(nodePath.dirname(target));
  if (existsSync(target)) renameSync(target, backup);
  renameSync(staging, target);
  rmSync(backup, { recursive: true, force: true });
}

function stagingOf(target: string): string {
  return `${target}.knockgen-new`;
}

function backupOf(target: string): string {
  return `${target}.knockgen-old`;
}

function keepForeign(from: string, to: string, relative: string, ours: ReadonlySet<string>): void {
  for (const entry of readdirSync(nodePath.join(from, relative), { withFileTypes: true })) {
    const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
    const source = nodePath.join(from, path);
    const place = nodePath.join(to, path);
    if (ours.has(path)) continue;
    if (entry.isDirectory()) {
      makeFolder(place);
      chmodSync(place, modeOf(source));
      keepForeign(from, to, path, ours);
      if (readdirSync(place).length === 0 && readdirSync(source).length > 0)
        rmSync(place, { recursive: true });
    } else if (entry.isFile() && tryLink(source, place)) continue;
    else cpSync(source, place, { verbatimSymlinks: true });
  }
}
