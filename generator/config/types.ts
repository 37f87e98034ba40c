/** Settings of a project; `config.schema.json` describes the same for editors. */
import type { Emitter } from "../emit/emitters.js";
import type { PackageOptions } from "../emit/package.js";

export interface Config {
  readonly spec?: string;
  readonly out?: string;
  readonly emit?: readonly Emitter[];
  readonly only?: readonly string[];
  readonly allowOutside?: boolean;
  readonly assertFormats?: boolean;
  /** Names of types, by `path` or `path#pointer`. */
  readonly names?: { readonly [place: string]: string };
  /** Write the output as a package with these fields in its package.json. */
  readonly package?: PackageOptions;
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
  readonly text: string;
  /** With paths as the working directory sees them. */
  readonly config: Config;
}
