/** Files of a project that its output holds as well, such as a licence. */
import nodePath from "node:path";
import { pointer } from "../pointer.js";
import { readText } from "../read-text.js";

export interface Included {
  /** By their path in the output. */
  readonly texts: { readonly [path: string]: string };
  /** Absolute paths of those that were read. */
  readonly files: readonly string[];
}

/** Reads them. `named`: by their path in the output, paths relative to `folder`. `say` is told of those that cannot be read. */
export function readIncluded(
  named: { readonly [path: string]: string },
  folder: string,
  say: (place: string, message: string) => void,
): Included {
  const read = Object.entries(named).map(([path, from]) => {
    const file = nodePath.resolve(folder, from);
    const text = readText(file);
    if (text === undefined) say(pointer("include", path), `include names ${from}, which cannot be read`);
    return { path, file, text };
  });
  return {
    texts: Object.fromEntries(read.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text]]))),
    files: read.map(({ file }) => file),
  };
}
