/** First stage: options -> files. Reads every document once; files that only a `$ref` names are read when it is followed. */
import { existsSync, realpathSync } from "node:fs";
import nodePath from "node:path";
import { FORGETFUL, type Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import { compare } from "../json.js";
import { findApis, findDocuments, findOverlays, isFolder } from "./find.js";
import { applyOverlays } from "./overlay.js";
import { readSpecFile } from "./read.js";
import type { LoadedSpec, LoadOptions, SpecFile } from "./types.js";

export function loadSpec(options: LoadOptions, diagnostics: Diagnostics, memo: Memo = FORGETFUL): LoadedSpec {
  const folder = nodePath.resolve(options.spec);
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
  const overlays = isFolder(folder)
    ? applyOverlays(findOverlays(folder), file, (changed) => read.set(changed.path, changed), diagnostics)
    : [];
  const documents: SpecFile[] = [];
  if (!isFolder(folder)) diagnostics.report("load/folder-missing", `${options.spec} is not a folder`);
  else {
    const apis = findApis(folder).sort(compare);
    for (const api of options.only ?? [])
      if (!apis.includes(api))
        diagnostics.report("load/unknown-api", `there is no ${api} among the APIs ${apis.join(", ")}`);
    for (const path of findDocuments(folder, options.only)) {
      const document = file(path);
      if (document !== undefined) documents.push(document);
    }
    if (documents.length === 0 && !diagnostics.hasErrors)
      diagnostics.report("load/no-documents", `${options.spec} holds no API document and no event schema`);
  }
  const files = (): SpecFile[] =>
    [...read.values()].filter((entry) => entry !== undefined).sort((a, b) => compare(a.path, b.path));
  const optional = (path: string): SpecFile | undefined =>
    existsSync(nodePath.join(folder, path)) ? file(path) : undefined;
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
