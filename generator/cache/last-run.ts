/** Remembers a run, so that the next one with the same input has nothing to do. Keyed by content, never by time. */
import nodePath from "node:path";
import { CODES, type DiagnosticCode } from "../codes.js";
import type { Diagnostic } from "../diagnostic.js";
import { chooseEmitters } from "../emit/choose.js";
import { hashOfFile } from "../hash.js";
import { get, getString, isArray, isObject, type Json, type JsonObject, stableStringify } from "../json.js";
import { listInputs, placeOfSpec } from "../load/find.js";
import type { Generated, GenerateOptions } from "../pipeline.js";
import type { CacheFolder } from "./folder.js";

/** The run before, as far as one that has nothing to do tells of it. */
export interface LastRun {
  readonly diagnostics: readonly Diagnostic[];
  /** How many files it has generated. */
  readonly files: number;
  readonly leftOut: number;
}

/**
 * The last run, if the output folder already holds what these options would generate. With a project's own emitters nothing tells:
 * they may read whatever they like, so they are run.
 */
export function recallRun(
  options: GenerateOptions,
  out: string,
  cache: CacheFolder,
  fingerprint: string,
): LastRun | undefined {
  if (chooseEmitters(options.emit, options.plugins ?? []).plugins.length > 0) return undefined;
  const last = cache.read("last-run");
  if (last === undefined || last.fingerprint !== fingerprint || last.options !== optionsKey(options))
    return undefined;
  const { inputs, outputs, diagnostics, leftOut } = last;
  if (!isObject(inputs) || !isObject(outputs)) return undefined;
  const source = placeOfSpec(options.spec);
  const listed = listInputs(source, options.only);
  if (listed.some((path) => getString(inputs, path) === undefined)) return undefined;
  if (!areThere(source.folder, inputs) || !areThere(out, outputs)) return undefined;
  return {
    diagnostics: isArray(diagnostics) ? diagnostics.flatMap((entry) => readDiagnostic(entry) ?? []) : [],
    files: Object.keys(outputs).length,
    leftOut: typeof leftOut === "number" ? leftOut : 0,
  };
}

/** Whether a folder's files are those with these hashes, byte for byte. */
function areThere(folder: string, hashes: JsonObject): boolean {
  return Object.entries(hashes).every(
    ([path, expected]) => hashOfFile(nodePath.resolve(folder, path)) === expected,
  );
}

export function rememberRun(
  options: GenerateOptions,
  { inputs, outputs, leftOut }: Generated,
  located: readonly Diagnostic[],
  cache: CacheFolder,
  fingerprint: string,
): void {
  const diagnostics: Json = JSON.parse(JSON.stringify(located));
  cache.write("last-run", {
    fingerprint,
    options: optionsKey(options),
    inputs,
    outputs,
    diagnostics,
    leftOut,
  });
}

function readDiagnostic(entry: Json): Diagnostic | undefined {
  const code = getString(entry, "code");
  const known = Object.keys(CODES).find((name): name is DiagnosticCode => name === code);
  if (known === undefined) return undefined;
  const origin = get(entry, "origin");
  const file = getString(origin, "file");
  const [line, column] = [get(entry, "line"), get(entry, "column")];
  return {
    code: known,
    ...CODES[known],
    message: getString(entry, "message") ?? "",
    ...(file !== undefined && { origin: { file, pointer: getString(origin, "pointer") ?? "" } }),
    ...(typeof line === "number" && { line }),
    ...(typeof column === "number" && { column }),
  };
}

function optionsKey({ spec, ...options }: GenerateOptions): string {
  const plain: Json = JSON.parse(JSON.stringify({ ...options, spec: nodePath.resolve(spec) }));
  return stableStringify(plain);
}
