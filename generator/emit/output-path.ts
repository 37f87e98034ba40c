/** Where a plugin may write: into the output folder, by a path that every file system takes. */
import { isDevice, isLongName, sameFileKey } from "../load/module-name.js";

/** Written by the generator itself, whatever emits. */
const OWN = new Set(["manifest.json", "package.json", "readme.md"]);
/** No file system of today takes longer paths, with the folder before them. */
const MAX_PATH = 1000;
/** Characters that some systems do not take in names, half characters, and what a terminal would act on. */
const ODD = /[\\:*?"<>|\p{Cc}\p{Surrogate}]/u;

/** The end of a sentence about a path that may not be written; undefined for one that may. */
export function problemOfPath(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is absolute";
  const names = path.split("/");
  if (names.includes("..")) return "leads out of the output folder";
  if (names.includes("") || names.includes(".")) return "has an empty step";
  if (path.startsWith(".")) return "is hidden";
  if (path.length > MAX_PATH) return "is longer than file systems take";
  if (OWN.has(path.toLowerCase())) return "is written by knockgen itself";
  const bad = names.find(
    (name) => isLongName(name) || ODD.test(name) || isDevice(name) || /[. ]$/.test(name),
  );
  return bad === undefined ? undefined : "has a name that not every file system takes";
}

/** Paths that are taken, as a file system without case sees them. */
export class TakenPaths {
  readonly #owners = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  /** Takes the path, or gives the end of a sentence that says whose it is. */
  take(path: string, owner: string): string | undefined {
    const plain = sameFileKey(path);
    const names = plain.split("/");
    const above = names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
    const other =
      this.#owners.get(plain) ??
      this.#folders.get(plain) ??
      above.map((folder) => this.#owners.get(folder)).find((found) => found !== undefined);
    if (other !== undefined) return `is in the way of a file of ${other}`;
    this.#owners.set(plain, owner);
    for (const folder of above) this.#folders.set(folder, owner);
    return undefined;
  }
}
