/** Remembers a run, so that the next one with the same input has nothing to do. Keyed by content, never by time. */
import { existsSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import { CODES, type DiagnosticCode } from "../codes.js";
import type { Diagnostic } from "../diagnostic.js";
import { chooseEmitters } from "../emit/choose.js";
import { hash } from "../hash.js";
import { get, getString, isArray, isObject, type Json, stableStringify } from "../json.js";
import { listInputs, placeOfSpec } from "../load/find.js";
import type { Generated, GenerateOptions } from "../pipeline.js";
import { outputsIntact, readManifestOutputs } from "../write/compare.js";
import type { CacheFolder } from "./folder.js";

/**
 * Whether the output folder already holds what these options would generate. With a project's own emitters nothing tells: they
 * may read whatever they like, so they are run.
 */
export function isUpToDate(
  options: GenerateOptions,
  out: string,
  cache: CacheFolder,
  fingerprint: string,
): boolean {
  if (chooseEmitters(options.emit, options.plugins ?? []).plugins.length > 0) return false;
  const last = cache.read("last-run");
  if (last === undefined || last.fingerprint !== fingerprint || last.options !== optionsKey(options))
    return false;
  const inputs = last.inputs;
  if (!isObject(inputs)) return false;
  const source = placeOfSpec(options.spec);
  const listed = listInputs(source, options.only);
  if (listed.some((path) => getString(inputs, path) === undefined)) return false;
  const same = Object.entries(inputs).every(([path, expected]) => {
    const place = nodePath.resolve(source.folder, path);
    return existsSync(place) && hash(readFileSync(place, "utf8")) === expected;
  });
  const manifest = nodePath.join(out, "manifest.json");
  return (
    same &&
    existsSync(manifest) &&
    hash(readFileSync(manifest, "utf8")) === last.manifest &&
    outputsIntact(out, readManifestOutputs(out))
  );
}

/** Diagnostics of the last run; valid as long as nothing has changed. */
export function recallDiagnostics(cache: CacheFolder): Diagnostic[] {
  const list = cache.read("last-run")?.diagnostics;
  return isArray(list) ? list.flatMap((entry) => readDiagnostic(entry) ?? []) : [];
}

export function rememberRun(
  options: GenerateOptions,
  generated: Generated,
  located: readonly Diagnostic[],
  cache: CacheFolder,
  fingerprint: string,
): void {
  const inputs = Object.fromEntries(
    generated.loaded.files().map(({ path, text }) => [path, hash(text)] as const),
  );
  const manifest = generated.files.find(({ path }) => path === "manifest.json");
  const diagnostics: Json = JSON.parse(JSON.stringify(located));
  cache.write("last-run", {
    fingerprint,
    options: optionsKey(options),
    inputs,
    diagnostics,
    manifest: hash(manifest?.text ?? ""),
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
