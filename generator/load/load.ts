/** First stage: options -> files. Reads every document once; files that only a `$ref` names are read when it is followed. */
import { existsSync, realpathSync } from "node:fs";
import nodePath from "node:path";
import { FORGETFUL, type Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import { compare } from "../json.js";
import { didYouMean } from "../near-names.js";
import { findApis, findDocuments, findOverlays, isFolder, placeOfSpec } from "./find.js";
import type { LoadedSpec, LoadOptions, SpecFile } from "./loaded-spec.js";
import { applyOverlays } from "./overlay.js";
import { readSpecFile } from "./read.js";
import { type Corrected, correct } from "./shipped-overlay.js";
import { versionOf } from "./version.js";

export function loadSpec(options: LoadOptions, diagnostics: Diagnostics, memo: Memo = FORGETFUL): LoadedSpec {
  const place = placeOfSpec(nodePath.resolve(options.spec));
  const { folder } = place;
  const root = existsSync(folder) ? realpathSync.native(folder) : folder;
  const read = new Map<string, SpecFile | undefined>();
  const file = (path: string): SpecFile | undefined => {
    if (read.has(path)) return read.get(path);
    const outside = path === ".." || path.startsWith("../") || nodePath.isAbsolute(path);
    const allowed = !outside || options.allowOutside === true;
    const absolute = nodePath.resolve(folder, path);
    const found =
      allowed && (options.allowOutside === true || staysInside(absolute, root))
        ? readSpecFile(absolute, path, diagnostics, memo)
        : undefined;
    read.set(path, found);
    return found;
  };
  // One file is all there is: what lies beside it is read only where a `$ref` names it.
  const alone = place.file !== undefined;
  const overlays =
    isFolder(folder) && !alone
      ? applyOverlays(findOverlays(folder), file, (changed) => read.set(changed.path, changed), diagnostics)
      : [];
  const correctedFile = (path: string): Corrected | undefined => {
    const found = file(path);
    return found && correct(found);
  };
  const documents: SpecFile[] = [];
  if (!isFolder(folder))
    diagnostics.report("load/folder-missing", `${options.spec} is neither a folder nor a file`);
  else {
    const apis = findApis(place);
    for (const api of options.only ?? [])
      if (!apis.includes(api))
        diagnostics.report(
          "load/unknown-api",
          `there is no ${api} among the APIs ${apis.join(", ")}${didYouMean(api, apis)}`,
        );
    for (const path of findDocuments(place, options.only)) {
      const corrected = correctedFile(path);
      const document = corrected?.file;
      if (corrected !== undefined && corrected.overlays.length > 0) {
        read.set(path, corrected.file);
        overlays.push(...corrected.overlays);
      }
      // Outside upstream's layout a file counts only if it is a description; its text was but a hint.
      const expected = alone || /^(?:api\/[^/]+|event-schemas|schemas)\//.test(path);
      if (document !== undefined && (expected || versionOf(document.value) !== undefined))
        documents.push(document);
    }
    if (documents.length === 0 && !diagnostics.hasErrors)
      diagnostics.report("load/no-documents", `${options.spec} holds no API document and no event schema`);
  }
  const files = (): SpecFile[] =>
    [...read.values()].filter((entry) => entry !== undefined).sort((a, b) => compare(a.path, b.path));
  const optional = (path: string): SpecFile | undefined =>
    !alone && existsSync(nodePath.join(folder, path)) ? file(path) : undefined;
  return { folder, documents, overlays, file, optional, files };
}

/** A symbolic link may lead out of the folder just as a path may. */
function staysInside(absolute: string, root: string): boolean {
  try {
    return !nodePath.relative(root, realpathSync.native(absolute)).startsWith("..");
  } catch {
    return false;
  }
}
