/** Where knockgen itself is installed: the same folder for the sources and for what is built of them. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(start: string): string {
  for (let folder = start; ; folder = nodePath.dirname(folder))
    if (existsSync(nodePath.join(folder, "package.json")) || folder === nodePath.dirname(folder))
      return folder;
}

export const packageRoot: string = findRoot(nodePath.dirname(fileURLToPath(import.meta.url)));

/** The specification that knockgen brings. */
export const ownSpec: string = nodePath.join(packageRoot, "schemas");
