/**
 * The pipeline, from start to end. Only the first and the last stage touch the disk; each stage knows the ones before it.
 *
 *     load -> lower -> link -> model -> name -> emit -> write
 */
import { FORGETFUL, type Memo } from "./cache/memo.js";
import { coverageOf, type DocumentCoverage } from "./coverage/coverage.js";
import { Diagnostics } from "./diagnostic.js";
import { chooseEmitters, unknownEmitter } from "./emit/choose.js";
import { escapeOdd } from "./emit/code/harmless.js";
import { linkRelease } from "./emit/code/release-links.js";
import { emitManifest } from "./emit/emit-manifest.js";
import type { EmitInput, EmittedFile } from "./emit/emitted-file.js";
import { type Emitter, peersOf } from "./emit/emitters.js";
import { findClashes } from "./emit/file-clashes.js";
import { withIncluded } from "./emit/included.js";
import { addPackage, type PackageOptions } from "./emit/package.js";
import type { EmitterPlugin } from "./emit/plugin.js";
import { beginEmitters } from "./emit/run-emitters.js";
import { runPlugins } from "./emit/run-plugins.js";
import type { ValidatorOptions } from "./emit/validators/emit-validators.js";
import type { CompileAside } from "./emit/validators/templates/compile-aside.js";
import { type Hashes, hash, hashesOf } from "./hash.js";
import { linkSpec } from "./link/link.js";
import { examplesAt } from "./load/examples.js";
import { isKnownWarning, isOwnSpec } from "./load/known-warnings.js";
import { loadSpec } from "./load/load.js";
import type { LoadedSpec, LoadOptions } from "./load/loaded-spec.js";
import type { ReadAside } from "./load/read-ahead.js";
import { lowerSpec } from "./lower/lower.js";
import { buildModel } from "./model/build.js";
import { LeaveOut } from "./model/left-out.js";
import { checkModules } from "./name/modules.js";
import { assignAllNames } from "./name/name.js";
import { checkTables, readEventKinds, readNameOverrides } from "./name/tables.js";
import type { OnStage } from "./report/progress.js";

/** The specification, and what to make of it. */
export interface GenerateOptions extends LoadOptions, ValidatorOptions {
  /** Names of emitters to run; all when missing. The emitters that one needs are added. */
  readonly emit?: readonly (Emitter | (string & {}))[];
  /** Emitters beside ours. */
  readonly plugins?: readonly EmitterPlugin[];
  /** Write the output as a package that can be published. */
  readonly package?: PackageOptions;
  /** Texts of more files for the output, by their path. */
  readonly include?: { readonly [path: string]: string };
}

/** A specification as it was read, modelled and named. */
export interface Understood extends EmitInput {
  readonly loaded: LoadedSpec;
}

/** The files of a run, and its diagnostics. */
export interface Generated {
  /** Sorted by path; empty when a diagnostic is an error. */
  readonly files: readonly EmittedFile[];
  /** Of all files that were read. */
  readonly inputs: Hashes;
  /** Of all files that were generated. */
  readonly outputs: Hashes;
  readonly loaded: LoadedSpec;
  readonly diagnostics: Diagnostics;
  /** How many operations the project leaves out; the manifest lists them. */
  readonly leftOut: number;
  /** By document, the fate of its constructs; also in the manifest. */
  readonly coverage: readonly DocumentCoverage[];
}

/** Aids that make a run faster, and no different, and who is told how far it is. */
export interface Aids<Thread> {
  readonly memo?: Memo | undefined;
  readonly thread?: Thread | undefined;
  readonly onStage?: OnStage;
}

/** Everything up to the names: what other tools (the comparison of two releases, the scaffolding) start from. */
export function understand(
  options: LoadOptions,
  diagnostics: Diagnostics,
  { memo = FORGETFUL, thread, onStage = () => {} }: Aids<ReadAside> = {},
): Understood {
  onStage("load");
  const loaded = loadSpec(options, diagnostics, memo, thread);
  const kinds = readEventKinds(loaded, diagnostics);
  const overrides = readNameOverrides(loaded, diagnostics, options.names);
  onStage("lower");
  const lowered = lowerSpec(loaded, diagnostics, memo);
  onStage("link");
  const linked = linkSpec(lowered, diagnostics);
  onStage("model");
  const leaveOut = new LeaveOut(options.leaveOut ?? []);
  const model = buildModel(linked, kinds, diagnostics, leaveOut);
  // With `only`, they may not have been read.
  if (options.only === undefined && linked.apis.length > 0) leaveOut.reportUnused(diagnostics);
  onStage("name");
  checkModules(linked, diagnostics);
  const names = assignAllNames(model, overrides, diagnostics);
  if (isOwnSpec(options.spec)) diagnostics.keepBack(isKnownWarning);
  // With `only` or after an error, what an entry is for may not have been read.
  if (options.only === undefined && !diagnostics.hasErrors) {
    for (const { overlay, origin } of loaded.idleOverlays())
      diagnostics.report("load/overlay", `no document reads ${overlay.file}`, origin);
    const described = {
      places: new Set([...model.events, ...model.definitions].map(({ id }) => id.replace(/#$/, ""))),
      types: new Set(model.events.map(({ type }) => type)),
    };
    checkTables(loaded, described, diagnostics, options.names);
  }
  return { loaded, linked, model, names, examples: (at) => examplesAt(loaded, at) };
}

/** Generates in memory. Writing is for `write/`, so that a check and a run cannot differ. */
export function generate(
  options: GenerateOptions,
  { memo = FORGETFUL, thread, onStage = () => {} }: Aids<CompileAside & ReadAside> = {},
): Generated {
  const diagnostics = new Diagnostics();
  const { loaded, ...input } = understand(options, diagnostics, { memo, thread, onStage });
  if (!diagnostics.hasErrors)
    for (const file of input.model.empty)
      diagnostics.report("model/no-operations", `${file} describes no operation`, { file, pointer: "" });
  const about = { assertFormats: options.assertFormats, leftOut: input.model.leftOut };
  const nothing = (): Generated => ({
    files: [],
    inputs: {},
    outputs: {},
    loaded,
    diagnostics,
    leftOut: input.model.leftOut.length,
    coverage: coverageOf(loaded, diagnostics, about),
  });
  if (diagnostics.hasErrors) return nothing();
  const unknown = unknownEmitter(options.emit ?? [], options.plugins ?? []);
  if (unknown !== undefined) diagnostics.report("emit/unknown-emitter", unknown);
  const { ours: emitters, plugins } = chooseEmitters(options.emit, options.plugins ?? []);
  const finish = beginEmitters(emitters, { input, options, memo, thread }, onStage);
  // These do not depend on the files, on some of which the other thread is still at work.
  const coverage = coverageOf(loaded, diagnostics, about);
  const inputs = hashesOf(loaded.files());
  const ours = linkRelease(finish(), loaded.documents);
  const theirs = runPlugins(plugins, input, ours, diagnostics, onStage);
  for (const path of findClashes([...ours, ...[...theirs.values()].flat()]))
    diagnostics.report("name/same-file", `an API's folder, or an emitter, asks for a second ${path}`);
  if (diagnostics.hasErrors) return nothing();
  onStage("write");
  const { files, byPlugin } = addPackage(
    { ours, theirs, peers: peersOf(emitters) },
    diagnostics,
    options.package,
  );
  const safe = files.map(({ path, text }) => ({ path, text: isCode(path) ? escapeOdd(text) : text }));
  const packed = withIncluded(safe, options.include ?? {}, diagnostics);
  if (diagnostics.hasErrors) return nothing();
  const outputs = hashesOf(packed);
  const emitted = emitManifest(input, {
    emitters,
    inputs,
    outputs,
    overlays: loaded.overlays,
    coverage,
    plugins: byPlugin,
  });
  const manifest = { ...emitted, text: escapeOdd(emitted.text) };
  return {
    files: [...packed, manifest].sort((a, b) => (a.path < b.path ? -1 : 1)),
    inputs,
    outputs: { ...outputs, [manifest.path]: hash(manifest.text) },
    loaded,
    diagnostics,
    leftOut: input.model.leftOut.length,
    coverage,
  };
}

/** Where an escape means the character: in prose it does not. */
function isCode(path: string): boolean {
  return /\.(?:[jt]s|json)$/.test(path) || path === "README.md";
}
