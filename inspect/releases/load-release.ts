/** Loads the tables of a release from a folder that `knockgen generate --emit inspect` has written. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { pathToFileURL } from "node:url";
import type { ReleaseTables } from "@knockgen/matrix/runtime/inspection";

/** Tables, or a sentence that says why there are none. */
export async function loadTables(folder: string): Promise<ReleaseTables | string> {
  const file = nodePath.resolve(folder, "inspect/release.js");
  if (!existsSync(file))
    return `${folder} holds no inspect/release.js; write it with knockgen generate --emit inspect --out ${folder}`;
  const { release }: { readonly release?: ReleaseTables } = await import(pathToFileURL(file).href);
  return isTables(release) ? release : `${nodePath.join(folder, "inspect/release.js")} has no tables`;
}

function isTables(value: unknown): value is ReleaseTables {
  return typeof value === "object" && value !== null && "routes" in value && "inspections" in value;
}
