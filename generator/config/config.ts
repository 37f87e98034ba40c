/** Settings of a project; `config.schema.json` describes the same for editors. */
import type { PackageOptions } from "../emit/package.js";
import type { EmitterPlugin } from "../emit/plugin.js";
import type { Position } from "../load/position.js";

/** Settings of a project, as `knockgen.config.yaml` or `defineConfig` has them. Paths are relative to the file that has them. */
export interface Config {
  readonly spec?: string;
  readonly out?: string;
  /** Names of emitters, ours and those of `plugins`. */
  readonly emit?: readonly string[];
  /** Emitters beside ours; only in a configuration that is a program. */
  readonly plugins?: readonly EmitterPlugin[];
  readonly only?: readonly string[];
  /** Operations to leave out, by their IDs, their paths or `tag:NAME`; `*` stands for any text. */
  readonly leaveOut?: readonly string[];
  readonly allowOutside?: boolean;
  readonly assertFormats?: boolean;
  /** Names of types, by `path` or `path#pointer`. */
  readonly names?: { readonly [place: string]: string };
  /** Write the output as a package with these fields in its package.json. */
  readonly package?: PackageOptions;
  /** Files of the project that the output holds as well, by their path there. */
  readonly include?: { readonly [path: string]: string };
  readonly waivers?: readonly Waiver[];
}

/** A warning that is known and not to be printed. */
export interface Waiver {
  readonly code: string;
  readonly file: string;
  readonly pointer: string;
  readonly reason: string;
}

export interface ConfigFile {
  /** As it is to be printed. */
  readonly path: string;
  /** Absolute paths of all that it was read from: itself, what a program imports, and what is included. */
  readonly files: readonly string[];
  /** Place of a setting, by a JSON Pointer. */
  readonly position: (pointer: string) => Position;
  /** With paths as the working directory sees them. */
  readonly config: Config;
  /** Texts of the included files, by their path in the output. */
  readonly included: { readonly [path: string]: string };
}
