/** The contract of an emitter that a project brings along: our own read the same and give the same. */
import type { EmitInput, EmittedFile } from "./emitted-file.js";

/** An emitter of a project; `plugins` of its configuration has it. */
export interface EmitterPlugin<Name extends string = string> {
  /** As `--emit`, `emit` and the manifest have it: lower-case letters, digits and hyphens, and not the name of another emitter. */
  readonly name: Name;
  /** Emitters whose output this one's imports, ours or others; they are run with it. Default none. */
  readonly needs?: readonly string[];
  /**
   * Gives the files, with paths relative to the output folder. The same input must give the same text: no dates, no
   * environment, no order of a folder. What it throws is told as a mistake of the emitter.
   */
  readonly emit: (input: EmitInput) => readonly EmittedFile[];
}

/** The emitter itself; the call gives it its type. */
export function defineEmitter<const Name extends string>(emitter: EmitterPlugin<Name>): EmitterPlugin<Name> {
  return emitter;
}
