/** The generator as a library: `generate` gives the files, `understand` the model that other tools start from. */
export { type Diagnostic, Diagnostics, type Origin, type Severity } from "./diagnostic.js";
export type { Change, DiffReport, Usage } from "./diff/types.js";
export type { EmittedFile } from "./emit/emitted-file.js";
export type { Emitter } from "./emit/emitters.js";
export type {
  Manifest,
  ManifestEvent,
  ManifestName,
  ManifestOperation,
  ManifestType,
} from "./emit/manifest.js";
export type { Overlay } from "./load/types.js";
export type * from "./model/types.js";
export type { NamedType, Names } from "./name/types.js";
export { type Generated, type GenerateOptions, generate, type Understood, understand } from "./pipeline.js";
export { type Comparison, compareWithFolder } from "./write/compare.js";
export { writeFiles } from "./write/write.js";
