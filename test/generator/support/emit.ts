/** Generates from a folder in memory, and lays what comes out where it can be imported. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import type { CheckResult } from "../../../generator/emit/matrix.js";
import { type Generated, type GenerateOptions, generate } from "../../../generator/pipeline.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own, removed when the test file is done. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "knockgen-test-")));
  folders.push(folder);
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
  /** The guard and the check of a type, by module and name. */
  readonly validator: (module: string, type: string) => Promise<Validator>;
}

/** Generates and writes; without `emit` only types and validators, which is what most tests look at. */
export function emit(spec: string, options: Partial<GenerateOptions> = {}): Emitted {
  const generated = generate({ spec, emit: ["types", "validators"], ...options });
  const folder = writeFolder(generated.files.map(({ path, text }) => [path, text] as const));
  const validator = async (module: string, type: string): Promise<Validator> => {
    const exported: { readonly [name: string]: unknown } = await import(
      pathToFileURL(path.join(folder, `validators/${module}.js`)).href
    );
    const guard = exported[`is${type}`];
    const check = exported[`check${type}`];
    if (!isFunction(guard) || !isFunction(check)) throw new Error(`no validators of ${type} in ${module}`);
    return { is: (value) => guard(value) === true, check: (value) => readResult(check(value)) };
  };
  return { ...generated, folder, validator };
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
