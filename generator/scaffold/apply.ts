/** Writes all changes or none: new texts are staged beside their places, then moved there; what fails is undone. */
import { readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import nodePath from "node:path";
import { makeFolder } from "../make-folder.js";
import type { FileChange } from "./scaffold-plan.js";

export function applyChanges(folder: string, changes: readonly FileChange[]): void {
  const made: string[] = [];
  const staged: string[] = [];
  const moved: FileChange[] = [];
  try {
    for (const { path, before, after } of changes) {
      const place = nodePath.join(folder, path);
      if (before !== undefined && readFileSync(place, "utf8") !== before)
        throw new Error(`${path} was changed while knockgen was at work`);
      made.unshift(...makeFolder(nodePath.dirname(place)));
      writeFileSync(stagedName(place), after, { flag: "wx" });
      staged.push(stagedName(place));
    }
    for (const change of changes) {
      const place = nodePath.join(folder, change.path);
      renameSync(stagedName(place), place);
      moved.push(change);
    }
  } catch (error) {
    for (const { path, before } of moved) {
      const place = nodePath.join(folder, path);
      if (before === undefined) rmSync(place, { force: true });
      else writeFileSync(place, before);
    }
    for (const place of staged) rmSync(place, { force: true });
    for (const each of made.reverse()) removeIfEmpty(each);
    throw error;
  }
}

function stagedName(place: string): string {
  return `${place}.knockgen-new`;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The user has put a file there.
  }
}
