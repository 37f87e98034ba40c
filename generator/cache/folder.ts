/** Where a cache may live: beside the packages of the project that the output belongs to, and nowhere else. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import nodePath from "node:path";
import { isObject, type JsonObject } from "../json.js";

export interface CacheFolder {
  readonly path: string;
  /** Content stored under that name; undefined if missing or unreadable. */
  readonly read: (name: string) => JsonObject | undefined;
  /** Failing to write costs the next run its time, and nothing else. */
  readonly write: (name: string, value: JsonObject) => void;
  readonly readBytes: (name: string) => Buffer | undefined;
  readonly writeBytes: (name: string, value: Buffer) => void;
}

/** The cache for one output folder; undefined without a `node_modules` above it. */
export function openCache(out: string): CacheFolder | undefined {
  const target = nodePath.resolve(out);
  const modules = findModules(target);
  if (modules === undefined) return undefined;
  const id = createHash("sha256").update(target).digest("hex").slice(0, 16);
  return folderAt(nodePath.join(modules, ".cache", "knockgen", id));
}

/** The cache that lies in a folder, whether there is one or not. */
export function folderAt(folder: string): CacheFolder {
  const store = (name: string, content: string | Buffer): void => {
    try {
      mkdirSync(folder, { recursive: true });
      const place = nodePath.join(folder, name);
      writeFileSync(`${place}.${process.pid}`, content);
      renameSync(`${place}.${process.pid}`, place);
    } catch {
      // A folder that cannot be written to.
    }
  };
  return {
    path: folder,
    read: (name) =>
      attempt(() => {
        const value: unknown = JSON.parse(readFileSync(nodePath.join(folder, `${name}.json`), "utf8"));
        return isObject(value) ? value : undefined;
      }),
    write: (name, value) => store(`${name}.json`, JSON.stringify(value)),
    readBytes: (name) => attempt(() => readFileSync(nodePath.join(folder, name))),
    writeBytes: store,
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function findModules(start: string): string | undefined {
  for (let folder = start; ; folder = nodePath.dirname(folder)) {
    const modules = nodePath.join(folder, "node_modules");
    if (existsSync(modules)) return modules;
    if (folder === nodePath.dirname(folder)) return undefined;
  }
}
