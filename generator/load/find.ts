/** Finds the documents of a specification folder: those from which something is emitted. */
import { existsSync, readdirSync, statSync } from "node:fs";
import nodePath from "node:path";
import { compare } from "../json.js";

const EXTENSION = /\.(ya?ml|json)$/;

/** Paths of all schema-bearing files, sorted, relative to the folder: API documents, their definitions, event schemas. */
export function findDocuments(folder: string, only?: readonly string[]): string[] {
  const found: string[] = [];
  const apis = findApis(folder).filter((api) => only === undefined || only.includes(api));
  for (const api of apis) walk(folder, `api/${api}`, found);
  walk(folder, "event-schemas", found);
  walk(folder, "schemas", found);
  return found.sort(compare);
}

/** The folders of the APIs. */
export function findApis(folder: string): string[] {
  return listFolders(nodePath.join(folder, "api"));
}

/** Tables that a specification's folder may hold beside the specification. */
const TABLES = ["event-kinds.yaml", "names.yaml"];

/** Everything that a run reads from the folder unless a `$ref` names more. */
export function listInputs(folder: string, only?: readonly string[]): string[] {
  const tables = TABLES.filter((table) => existsSync(nodePath.join(folder, table)));
  return [...findDocuments(folder, only), ...findOverlays(folder), ...tables].sort(compare);
}

/** Corrections to the specification, each file a list of them. */
export function findOverlays(folder: string): string[] {
  const found: string[] = [];
  walk(folder, "overlays", found);
  return found.sort(compare);
}

export function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function listFolders(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name);
}

/** Symbolic links are not followed: they could lead anywhere. Examples hold values, not schemas. */
function walk(folder: string, relative: string, found: string[]): void {
  const absolute = nodePath.join(folder, relative);
  if (!isFolder(absolute)) return;
  for (const entry of readdirSync(absolute, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || entry.name === "examples") continue;
    const path = `${relative}/${entry.name}`;
    if (entry.isDirectory()) walk(folder, path, found);
    else if (entry.isFile() && EXTENSION.test(entry.name)) found.push(path);
  }
}
