/** The generator as a library: `generate` gives the files, `understand` the model that other tools start from. */
export type { Config, Waiver } from "./config/config.js";
export { type ConfigInput, defineConfig } from "./config/define-config.js";
export { type Diagnostic, Diagnostics, type Origin, type Severity } from "./diagnostic.js";
export type { Change, DiffReport, Usage } from "./diff/diff-report.js";
export type { EmitInput, EmittedFile } from "./emit/emitted-file.js";
export type { Emitter } from "./emit/emitters.js";
export type {
  Manifest,
  ManifestEvent,
  ManifestName,
  ManifestOperation,
  ManifestType,
} from "./emit/manifest.js";
export type { PackageOptions } from "./emit/package.js";
export { defineEmitter, type EmitterPlugin } from "./emit/plugin.js";
export type { LinkedSpec, Schema, SchemaId } from "./link/linked-spec.js";
export type { Overlay } from "./load/loaded-spec.js";
export type * from "./model/model.js";
export type { EventNames, NamedType, Names, OperationNames, TypeRole } from "./name/names.js";
export { type Generated, type GenerateOptions, generate, type Understood, understand } from "./pipeline.js";
export { type Comparison, compareWithFolder } from "./write/compare.js";
export { writeFiles } from "./write/write.js";
