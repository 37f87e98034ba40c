/** Releases at hand: the package's own, and folders that the caller has generated. */
import { release as own } from "@knockgen/matrix/inspect/release";
import type { AtHand } from "./claims.js";
import { loadTables } from "./load-release.js";
import { nameOf } from "./release.js";

/** Throws an Error with a sentence for people where a folder is not one of a release. */
export async function releasesAtHand(
  folders: ReadonlyMap<string, string> = new Map(),
): Promise<readonly AtHand[]> {
  const found: AtHand[] = [{ name: nameOf(own), tables: own }];
  for (const [name, folder] of folders) {
    const tables = await loadTables(folder);
    if (typeof tables === "string") throw new Error(tables);
    found.push({ name, tables });
  }
  return found;
}
