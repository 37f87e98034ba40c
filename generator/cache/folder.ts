/** Where a cache may live: beside the packages of the project that the output belongs to, and nowhere else. */
import { existsSync, lstatSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import nodePath from "node:path";
import { hash } from "../hash.js";
import { isObject, type JsonObject } from "../json.js";
import { makeFolder } from "../make-folder.js";

export interface CacheFolder {
  readonly path: string;
  /** Content stored under that name; undefined if missing or unreadable. */
  readonly read: (name: string) => JsonObject | undefined;
  /** Failing to write costs the next run its time, and nothing else. */
  readonly write: (name: string, value: JsonObject) => void;
}

/**
 * The cache for one output folder; undefined without a `node_modules` of the project that it belongs to. A folder
 * above the project, or of someone else, could hold anything.
 */
export function openCache(out: string): CacheFolder | undefined {
  const target = nodePath.resolve(out);
  const modules = findModules(target);
  if (modules === undefined) return undefined;
  const id = hash(target).slice(0, 16);
  const folders = [".cache", "knockgen", id].map((_, index, parts) =>
    nodePath.join(modules, ...parts.slice(0, index + 1)),
  );
  if (folders.some((folder) => existsSync(folder) && !isOurs(folder))) return undefined;
  return folderAt(nodePath.join(modules, ".cache", "knockgen", id));
}

/** The cache that lies in a folder, whether there is one or not. */
export function folderAt(folder: string): CacheFolder {
  return {
    path: folder,
    read: (name) =>
      attempt(() => {
        const value: unknown = JSON.parse(readFileSync(nodePath.join(folder, `${name}.json`), "latin1"));
        return isObject(value) ? value : undefined;
      }),
    write: (name, value) => {
      try {
        makeFolder(folder);
        const place = nodePath.join(folder, `${name}.json`);
        writeFileSync(`${place}.${process.pid}`, inAscii(JSON.stringify(value)), "latin1");
        renameSync(`${place}.${process.pid}`, place);
      } catch {
        // A folder that cannot be written to.
      }
    },
  };
}

/** One character beyond would double the room that the text takes, and the time to read it. */
function inAscii(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The nearest above the output, as long as that is still the project: up to its package.json, or to that of its workspace. */
function findModules(start: string): string | undefined {
  const here = process.cwd();
  let passed = false;
  for (let folder = start; ; folder = nodePath.dirname(folder)) {
    const modules = nodePath.join(folder, "node_modules");
    const manifest = folder === start ? undefined : readManifest(folder);
    const inside = folder === here || folder.startsWith(`${here}${nodePath.sep}`);
    const isProject = passed ? manifest?.workspaces !== undefined : inside || manifest !== undefined;
    if (existsSync(modules) && isProject) return isOurs(folder) && isOurs(modules) ? modules : undefined;
    passed ||= manifest !== undefined;
    if (folder === nodePath.dirname(folder)) return undefined;
  }
}

function readManifest(folder: string): JsonObject | undefined {
  return attempt(() => {
    const value: unknown = JSON.parse(readFileSync(nodePath.join(folder, "package.json"), "utf8"));
    return isObject(value) ? value : undefined;
  });
}

/**
 * A folder, and no link to one, of the user who runs this, into which not everyone may write. Windows has no such owners and
 * modes, and keeps others out by itself.
 */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return false;
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o002) === 0);
}
