/** Reads files before it is their turn, maybe in another thread. */
import nodePath from "node:path";
import { Diagnostics } from "../diagnostic.js";
import type { SpecFile } from "./loaded-spec.js";
import { readSpecFile } from "./read.js";

export interface ReadAside {
  /** The files of which there is nothing to tell, in any order; none where nothing reads along. */
  readonly read: (folder: string, paths: readonly string[]) => readonly SpecFile[];
}

/** Those of which there is nothing to tell. The others are read again in their turn, so that it is told in the order of the files. */
export function readAhead(folder: string, paths: readonly string[]): SpecFile[] {
  return paths.flatMap((path) => {
    const diagnostics = new Diagnostics();
    const file = readSpecFile(nodePath.resolve(folder, path), path, diagnostics);
    return file === undefined || diagnostics.everything.length > 0 ? [] : [file];
  });
}
