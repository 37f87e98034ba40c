/** Specifications that were fetched, in the user's cache, each in a folder with the name of its tree id. */
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import nodePath from "node:path";
import { makeFolder } from "#generator/make-folder.js";
import { type TreeFile, treeId } from "./git-tree.js";

/** More than a specification has. */
const MAX_FILES = 5_000;

export type Environment = { readonly [name: string]: string | undefined };

/** The folder of the cache, as the XDG base directories have it; on Windows in the local data of programs. */
export function cacheFolder(env: Environment): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  const own = process.platform === "win32" ? local : undefined;
  // The standard has relative paths ignored.
  const base = [xdg, own].find((path) => path !== undefined && nodePath.isAbsolute(path));
  return nodePath.join(base ?? nodePath.join(homedir(), ".cache"), "knockgen", "specifications");
}

/** The folder with that tree id. Undefined where it is not there, or no longer is what it was. */
export function readCached(cache: string, tree: string): string | undefined {
  const folder = nodePath.join(cache, tree);
  if (!existsSync(folder)) return undefined;
  const files = readFiles(folder);
  return files !== undefined && treeId(files) === tree ? folder : undefined;
}

/** Writes whole or not at all; another process may write the same. */
export function writeCached(cache: string, tree: string, files: ReadonlyMap<string, TreeFile>): string {
  const folder = nodePath.join(cache, tree);
  const draft = nodePath.join(cache, `.${tree}-${randomUUID()}`);
  try {
    for (const [path, { bytes, executable }] of files) {
      const place = nodePath.join(draft, ...path.split("/"));
      makeFolder(nodePath.dirname(place));
      writeFileSync(place, bytes, { mode: executable ? 0o755 : 0o644 });
    }
    // A damaged copy must go; a whole one of another process is as good as ours.
    if (readCached(cache, tree) === undefined) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
    }
  } catch (error) {
    if (readCached(cache, tree) === undefined) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Undefined where something lies there that is neither a file nor a folder, or too much. */
function readFiles(folder: string): Map<string, TreeFile> | undefined {
  const files = new Map<string, TreeFile>();
  const waiting = [""];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const entry of readdirSync(nodePath.join(folder, at), { withFileTypes: true })) {
      const path = nodePath.posix.join(at, entry.name);
      const place = nodePath.join(folder, path);
      if (entry.isDirectory()) waiting.push(path);
      else if (!entry.isFile() || files.size >= MAX_FILES) return undefined;
      else files.set(path, { bytes: readFileSync(place), executable: isExecutable(place) });
    }
  return files;
}

function isExecutable(place: string): boolean {
  return process.platform !== "win32" && (statSync(place).mode & 0o100) !== 0;
}
