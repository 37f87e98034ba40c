/**
 * Keeps what V8 makes of a large package's source: reading a compiler anew takes longer than all else that an edit costs.
 * (Node 22 has `module.enableCompileCache`, Node 20 has not.)
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import nodePath from "node:path";
import { Script } from "node:vm";
import type { CacheFolder } from "./folder.js";

const require = createRequire(import.meta.url);
const DIGEST_BYTES = 32;

interface Loaded {
  readonly script: Script;
  readonly name: string;
  readonly source: Buffer;
}

/** Whether an earlier run needed the package. */
export function wasCompiled(name: string, cache: CacheFolder): boolean {
  return existsSync(nodePath.join(cache.path, fileOf(name)));
}

function fileOf(name: string): string {
  return `code-${name}`;
}

export class CodeCache {
  readonly #cache: CacheFolder;
  /** Those that had to be compiled, by the path of their source. */
  readonly #fresh = new Map<string, Loaded>();

  constructor(cache: CacheFolder) {
    this.#cache = cache;
  }

  /** Makes sure that the CommonJS package is loaded; `require` finds it from then on. */
  load(specifier: string): void {
    const path = require.resolve(specifier);
    if (require.cache[path] !== undefined) return;
    const source = readFileSync(path);
    const name = fileOf(nodePath.basename(path, ".js"));
    const cachedData = this.#read(name, source);
    // As Node wraps it (Modules, "The module wrapper").
    const text = `(function (exports, require, module, __filename, __dirname) {${source.toString()}\n});`;
    const script = new Script(text, { filename: path, ...(cachedData && { cachedData }) });
    const module = new Module(path);
    module.filename = path;
    require.cache[path] = module;
    const run: unknown = script.runInThisContext();
    if (typeof run === "function")
      run.call(module.exports, module.exports, createRequire(path), module, path, nodePath.dirname(path));
    module.loaded = true;
    if (cachedData === undefined || script.cachedDataRejected === true)
      this.#fresh.set(path, { script, name, source });
  }

  /** When all has run once, so that what ran is in it. */
  save(): void {
    for (const { script, name, source } of this.#fresh.values()) {
      const code = script.createCachedData();
      this.#cache.writeBytes(name, Buffer.concat([digest(source, code), code]));
    }
    this.#fresh.clear();
  }

  /** Only for that very source, and only as it was written: V8 checks the version that made it, and little more. */
  #read(name: string, source: Buffer): Uint8Array | undefined {
    const bytes = this.#cache.readBytes(name);
    if (bytes === undefined) return undefined;
    const code = bytes.subarray(DIGEST_BYTES);
    return digest(source, code).equals(bytes.subarray(0, DIGEST_BYTES)) ? code : undefined;
  }
}

function digest(source: Buffer, code: Uint8Array): Buffer {
  return createHash("sha256").update(source).update(code).digest();
}
