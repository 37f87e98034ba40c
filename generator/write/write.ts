/** Last stage: files -> disk, all or nothing. Files in the output folder that are not ours stay where they are. */
import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import nodePath from "node:path";
import type { EmittedFile } from "../emit/types.js";
import type { Comparison } from "./compare.js";

/**
 * Builds the new folder beside the old one and swaps them, so that a run that dies leaves the old output whole.
 * `comparison` says which of the files there are ours.
 */
export function writeFiles(out: string, files: readonly EmittedFile[], comparison: Comparison): void {
  const target = existsSync(out) ? realpathSync(out) : nodePath.resolve(out);
  recover(target);
  if (!comparison.changed) return;
  const staging = `${target}.knockgen-new`;
  rmSync(staging, { recursive: true, force: true });
  const changed = new Set([...comparison.added, ...comparison.modified]);
  for (const { path, text } of files) {
    const place = nodePath.join(staging, path);
    mkdirSync(nodePath.dirname(place), { recursive: true });
    // The same file under its new folder: compilers that watch it see that nothing has happened to it.
    if (changed.has(path) || !tryLink(nodePath.join(target, path), place)) writeFileSync(place, text);
  }
  const ours = new Set([...files.map(({ path }) => path), ...comparison.removed]);
  if (existsSync(target)) keepForeign(target, staging, "", ours);
  swap(target, staging);
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
export function recover(target: string): void {
  const backup = backupOf(target);
  if (!existsSync(backup)) return;
  if (existsSync(target)) rmSync(backup, { recursive: true, force: true });
  else renameSync(backup, target);
}

function swap(target: string, staging: string): void {
  const backup = backupOf(target);
  mkdirSync(nodePath.dirname(target), { recursive: true });
  if (existsSync(target)) renameSync(target, backup);
  renameSync(staging, target);
  rmSync(backup, { recursive: true, force: true });
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
      mkdirSync(place, { recursive: true });
      keepForeign(from, to, path, ours);
      if (readdirSync(place).length === 0 && readdirSync(source).length > 0)
        rmSync(place, { recursive: true });
    } else if (entry.isFile() && !lstatSync(source).isSymbolicLink()) linkSync(source, place);
    else cpSync(source, place, { verbatimSymlinks: true });
  }
}
