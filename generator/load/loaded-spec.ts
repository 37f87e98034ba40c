/** Result of loading: the files of a specification, parsed, in a stable order. */
import type { Origin } from "../diagnostic.js";
import type { Json } from "../json.js";

export interface SpecFile {
  /** Relative to the specification's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly value: Json;
}

export interface LoadOptions {
  /** The folder that holds `api` and `event-schemas` (upstream: `data/`), a folder with descriptions, or one description. */
  readonly spec: string;
  /** API folders to read, such as `client-server`; all when missing. */
  readonly only?: readonly string[];
  /** Operations to leave out, by their IDs, their paths or `tag:NAME`; `*` stands for any text. */
  readonly leaveOut?: readonly string[];
  /** Follow a $ref to a file outside the folder. Default false. */
  readonly allowOutside?: boolean;
  /** Better names of types, by `path` or `path#pointer`, over those of `names.yaml`. */
  readonly names?: { readonly [place: string]: string };
}

/** A correction to the specification, as data; applied while loading and reported in the manifest. */
export interface Overlay {
  /** The file that is corrected, relative to the specification's folder. */
  readonly file: string;
  readonly pointer: string;
  readonly reason: string;
  /** Where the slip is discussed. */
  readonly link?: string;
}

export interface LoadedSpec {
  /** Absolute, for reading only; never printed into what is emitted. */
  readonly folder: string;
  /** Sorted by path. */
  readonly documents: readonly SpecFile[];
  /** Those that were applied, in the order of their files. */
  readonly overlays: readonly Overlay[];
  /** Overlays of files that nothing has asked for so far, with the places where they are written. */
  readonly idleOverlays: () => readonly { readonly overlay: Overlay; readonly origin: Origin }[];
  /** A file by its path relative to the folder; reads it when it was not among the documents. */
  readonly file: (path: string) => SpecFile | undefined;
  /** The same, for a file that need not exist. */
  readonly optional: (path: string) => SpecFile | undefined;
  /** All files read so far, sorted by path. */
  readonly files: () => readonly SpecFile[];
}
