/** First stage: options -> files. Reads every document once; files that only a `$ref` names are read when it is followed. */
import { existsSync, realpathSync } from "node:fs";
import nodePath from "node:path";
import { FORGETFUL, type Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import { compare } from "../json.js";
import { didYouMean } from "../near-names.js";
import { findApis, findDocuments, findOverlays, isFolder, placeOfSpec, type SpecPlace } from "./find.js";
import type { LoadedSpec, LoadOptions, Overlay, SpecFile } from "./loaded-spec.js";
import { isHidden } from "./module-name.js";
import { type AppliedOverlay, applyOverlays } from "./overlay.js";
import { readSpecFile, rememberFile } from "./read.js";
import type { ReadAside } from "./read-ahead.js";
import { type Corrected, correct } from "./shipped-overlay.js";
import { versionOf } from "./version.js";

export function loadSpec(
  options: LoadOptions,
  diagnostics: Diagnostics,
  memo: Memo = FORGETFUL,
  aside?: ReadAside,
): LoadedSpec {
  const place = placeOfSpec(nodePath.resolve(options.spec));
  const { folder } = place;
  const files = new SpecFiles(folder, options, diagnostics, memo);
  const isThere = isFolder(folder);
  if (!isThere) diagnostics.report("load/folder-missing", `${options.spec} is neither a folder nor a file`);
  const applied = isThere && !isAlone(place) ? correctFiles(place, files, diagnostics) : [];
  const { documents, shipped } = isThere
    ? readDocuments(place, files, { ...options, aside }, diagnostics)
    : { documents: [], shipped: [] };
  const optional = (path: string): SpecFile | undefined =>
    !isAlone(place) && existsSync(nodePath.join(folder, path)) ? files.file(path) : undefined;
  return {
    folder,
    documents,
    overlays: [...applied.map(({ overlay }) => overlay), ...shipped],
    idleOverlays: () => applied.filter(({ overlay }) => !files.isWanted(overlay.file)),
    file: files.file,
    optional,
    files: () => files.all,
  };
}

function correctFiles(place: SpecPlace, files: SpecFiles, diagnostics: Diagnostics): AppliedOverlay[] {
  const target = {
    file: files.fileToCorrect,
    replace: (changed: SpecFile) => files.replace(changed),
    documents: () => findDocuments(place),
  };
  return applyOverlays(findOverlays(place.folder), target, diagnostics);
}

/** One file is all there is: what lies beside it is read only where a `$ref` names it. */
function isAlone({ file }: SpecPlace): boolean {
  return file !== undefined;
}

function readDocuments(
  place: SpecPlace,
  files: SpecFiles,
  { spec, only, aside }: LoadOptions & { readonly aside: ReadAside | undefined },
  diagnostics: Diagnostics,
): { readonly documents: readonly SpecFile[]; readonly shipped: readonly Overlay[] } {
  const shipped: Overlay[] = [];
  checkOnly(only ?? [], findApis(place), diagnostics);
  const paths = findDocuments(place, only);
  files.readAhead(paths, aside);
  const documents: SpecFile[] = [];
  for (const path of paths) {
    const corrected = files.corrected(path);
    shipped.push(...(corrected?.overlays ?? []));
    const document = corrected?.file;
    // Outside upstream's layout a file counts only if it is a description; its text was but a hint.
    const isExpected = isAlone(place) || /^(?:api\/[^/]+|event-schemas|schemas)\//.test(path);
    if (document === undefined || !(isExpected || versionOf(document.value) !== undefined)) continue;
    documents.push(document);
    if (isHidden(path))
      diagnostics.report("load/hidden-name", `${path} has characters that cannot be seen in its name`, {
        file: path,
        pointer: "",
      });
  }
  if (documents.length === 0 && !diagnostics.hasErrors)
    diagnostics.report("load/no-documents", `${spec} holds no API document and no event schema`);
  return { documents, shipped };
}

function checkOnly(only: readonly string[], apis: readonly string[], diagnostics: Diagnostics): void {
  for (const api of only)
    if (!apis.includes(api))
      diagnostics.report(
        "load/unknown-api",
        `there is no ${api} among the APIs ${apis.join(", ")}${didYouMean(api, apis)}`,
      );
}

/** Files of the specification, each read once, and none outside its folder unless that is allowed. */
class SpecFiles {
  readonly #folder: string;
  readonly #root: string;
  readonly #allowOutside: boolean;
  readonly #diagnostics: Diagnostics;
  readonly #memo: Memo;
  readonly #read = new Map<string, SpecFile | undefined>();
  readonly #ahead = new Map<string, SpecFile>();
  readonly #wanted = new Set<string>();

  constructor(folder: string, { allowOutside }: LoadOptions, diagnostics: Diagnostics, memo: Memo) {
    this.#folder = folder;
    this.#root = existsSync(folder) ? realpathSync.native(folder) : folder;
    this.#allowOutside = allowOutside === true;
    this.#diagnostics = diagnostics;
    this.#memo = memo;
  }

  readonly file = (path: string): SpecFile | undefined => {
    this.#wanted.add(path);
    return this.fileToCorrect(path);
  };

  /** Whether anything but an overlay has asked for a file. */
  isWanted(path: string): boolean {
    return this.#wanted.has(path);
  }

  /** A file that an overlay is about, or its own. */
  readonly fileToCorrect = (path: string): SpecFile | undefined => {
    if (this.#read.has(path)) return this.#read.get(path);
    const absolute = nodePath.resolve(this.#folder, path);
    const found =
      this.#allowOutside || (!isOutside(path) && staysInside(absolute, this.#root))
        ? (this.#readAlready(path) ?? readSpecFile(absolute, path, this.#diagnostics, this.#memo))
        : undefined;
    this.#read.set(path, found);
    return found;
  };

  /** Only reads: what may be had of that, `file` decides. */
  readAhead(paths: readonly string[], aside: ReadAside | undefined): void {
    for (const file of aside?.read(this.#folder, paths) ?? []) this.#ahead.set(file.path, file);
  }

  #readAlready(path: string): SpecFile | undefined {
    const file = this.#ahead.get(path);
    if (file !== undefined) rememberFile(file, this.#memo);
    return file;
  }

  /** With the corrections that come with the generator. */
  corrected(path: string): Corrected | undefined {
    const found = this.file(path);
    const corrected = found && correct(found);
    if (corrected !== undefined && corrected.overlays.length > 0) this.replace(corrected.file);
    return corrected;
  }

  replace(changed: SpecFile): void {
    this.#read.set(changed.path, changed);
  }

  /** All that were read, sorted by path. */
  get all(): SpecFile[] {
    return [...this.#read.values()]
      .filter((entry) => entry !== undefined)
      .sort((a, b) => compare(a.path, b.path));
  }
}

function isOutside(path: string): boolean {
  return path === ".." || path.startsWith("../") || nodePath.isAbsolute(path);
}

/** A symbolic link may lead out of the folder just as a path may. */
function staysInside(absolute: string, root: string): boolean {
  try {
    const place = realpathSync.native(absolute);
    return place === root || place.startsWith(root.endsWith(nodePath.sep) ? root : root + nodePath.sep);
  } catch {
    return false;
  }
}
