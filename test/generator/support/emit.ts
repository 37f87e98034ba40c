/** Generates from a folder in memory, and lays what comes out where it can be imported. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Diagnostics } from "../../../generator/diagnostic.js";
import { emitManifest } from "../../../generator/emit/emit-manifest.js";
import type { Manifest } from "../../../generator/emit/manifest.js";
import type { CheckResult } from "../../../generator/emit/matrix.js";
import { beginValidators } from "../../../generator/emit/validators/emit-validators.js";
import { hashesOf } from "../../../generator/hash.js";
import { type Generated, type GenerateOptions, generate, understand } from "../../../generator/pipeline.js";
import { afterFile } from "../../support/after-file.js";

/** A folder of its own, removed when the test file is done. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "knockgen-test-")));
  afterFile(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by relative path and gives the folder that holds them. */
export function writeFolder(
  files: Iterable<readonly [string, string]>,
  folder: string = temporaryFolder(),
): string {
  for (const [name, text] of files) {
    const place = path.join(folder, name);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
  return folder;
}

export interface Validator {
  readonly is: (value: unknown) => boolean;
  readonly check: (value: unknown) => CheckResult<unknown>;
}

export interface Emitted extends Generated {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The guard and the check of a type, by module and name. */
  readonly validator: (module: string, type: string) => Promise<Validator>;
}

/** Generates and writes; without `emit` only types and validators, which is what most tests look at. */
export function emit(spec: string, options: Partial<GenerateOptions> = {}): Emitted {
  return write(generate({ spec, emit: ["types", "validators"], ...options }));
}

/** The same without types, which take most of the time. */
export function emitOnlyValidators(spec: string): Emitted {
  const diagnostics = new Diagnostics();
  const { loaded, ...input } = understand({ spec }, diagnostics);
  const files = diagnostics.hasErrors ? [] : beginValidators(input, {})();
  const outputs = hashesOf(files);
  const manifest = emitManifest(input, { emitters: ["validators"], outputs });
  return write({
    files: [...files, manifest],
    inputs: {},
    outputs,
    loaded,
    diagnostics,
    leftOut: 0,
    coverage: [],
  });
}

function write(generated: Generated): Emitted {
  const folder = writeFolder(generated.files.map(({ path, text }) => [path, text] as const));
  // vitest wraps a module anew for each import, which takes long where there are many exports.
  const modules = new Map<string, Promise<{ readonly [name: string]: unknown }>>();
  const load = (module: string): Promise<{ readonly [name: string]: unknown }> => {
    const known = modules.get(module);
    const loaded = known ?? import(pathToFileURL(path.join(folder, `validators/${module}.js`)).href);
    modules.set(module, loaded);
    return loaded;
  };
  const validator = async (module: string, type: string): Promise<Validator> => {
    const exported = await load(module);
    const guard = exported[`is${type}`];
    const check = exported[`check${type}`];
    if (!isFunction(guard) || !isFunction(check)) throw new Error(`no validators of ${type} in ${module}`);
    return { is: (value) => guard(value) === true, check: (value) => readResult(check(value)) };
  };
  const manifest: Manifest = JSON.parse(
    generated.files.find(({ path }) => path === "manifest.json")?.text ?? "{}",
  );
  return { ...generated, folder, manifest, validator };
}

function isFunction(value: unknown): value is (argument: unknown) => unknown {
  return typeof value === "function";
}

function readResult(value: unknown): CheckResult<unknown> {
  if (isResult(value)) return value;
  throw new Error("a check gave no result");
}

function isResult(value: unknown): value is CheckResult<unknown> {
  return typeof value === "object" && value !== null && "ok" in value;
}
