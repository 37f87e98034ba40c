/** Modules are named by folders and files: two can make one name, and be emitted as one API without a word, or one that no file can have. */
import type { Diagnostics } from "../diagnostic.js";
import { groupBy } from "../group-by.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { isLongName, isShared, MAX_NAME_BYTES, sameFileKey, sourceOf } from "../load/module-name.js";
import { pascal } from "./case.js";

interface Source {
  readonly module: string;
  readonly file: string;
}

/** Reports modules that two sources make, and names that no file of the output can have. */
export function checkModules(linked: LinkedSpec, diagnostics: Diagnostics): void {
  const sources = sourcesOf(linked);
  for (const { module, file } of sources)
    if (isLongName(module))
      diagnostics.report(
        "name/long-module",
        `files would be called after a name of ${Buffer.byteLength(module)} bytes, and ${MAX_NAME_BYTES} is the limit`,
        { file, pointer: "" },
      );
  // Code names clients and handlers of a module in camel case.
  for (const keyOf of [({ module }: Source) => sameFileKey(module), ({ module }: Source) => pascal(module)])
    for (const [first, ...others] of groupBy(sources, (source) => [keyOf(source), source]).values())
      for (const { module, file } of others)
        if (first !== undefined)
          diagnostics.report(
            "name/same-module",
            `the module ${JSON.stringify(module)} of ${file} makes the same names as ${JSON.stringify(first.module)} of ${first.file}`,
            { file, pointer: "" },
          );
}

/** Each folder and description once for each module that it makes, with its first file. */
function sourcesOf({ apis, schemas }: LinkedSpec): Source[] {
  const files = [
    ...apis.map(({ path, module }) => ({ file: path, module })),
    ...[...schemas.values()].map(({ origin, module }) => ({ file: origin.file, module })),
  ];
  const found = new Map<string, Source>();
  for (const { file, module } of files) {
    const name = isShared(module) ? module : sourceOf(file);
    // One name in two places may make two modules: folders of APIs keep a point that descriptions lose.
    const key = JSON.stringify([name, module]);
    if (!found.has(key)) found.set(key, { module, file });
  }
  return [...found.values()];
}
