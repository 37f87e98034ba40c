/** Finds the documents of a specification: those from which something is emitted. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import nodePath from "node:path";
import { compare } from "../json.js";
import { isHandWritten, TABLES } from "./hand-written.js";
import { moduleOfDescription, moduleOfFolder } from "./module-name.js";

const SKIPPED = new Set(["examples", "node_modules"]);
const EXTENSION = /\.(ya?ml|json|raml)$/i;

/** Larger files are not looked into; a description as large as that is refused anyway. */
const MAX_BYTES = 16_000_000;
/** No description lies deeper than that below the folder that is named. */
const MAX_DEPTH = 8;

/** The key that says what a document is. It need not stand at the start of the file, so a match is only a hint. */
const VERSION_KEY = /(?:^|[\n{,])[ \t\r\n\ufeff]*(["']?)(?:openapi|swagger|asyncapi)\1[ \t]*:/;
/** Descriptions that are not read either, told by more than the key, as other files have such keys too. */
const OTHER_KIND =
  /^\ufeff?(?:#%RAML |[ \t{]*(["']?)(?:arazzo|overlay|openrpc|swaggerVersion)\1[ \t]*:[ \t]*["']?\d)/m;

/** The place that `--spec` names: a folder, or one file in it that is the whole description. */
export interface SpecPlace {
  readonly folder: string;
  readonly file?: string;
}

export function placeOfSpec(spec: string): SpecPlace {
  return statSync(spec, { throwIfNoEntry: false })?.isFile() === true
    ? { folder: nodePath.dirname(spec), file: nodePath.basename(spec) }
    : { folder: spec };
}

/** Paths of all documents, sorted, relative to the folder: API documents, their definitions, event schemas. */
export function findDocuments({ folder, file }: SpecPlace, only?: readonly string[]): string[] {
  if (file !== undefined) return [file];
  const wanted = (module: string): boolean => only === undefined || only.includes(module);
  const found: string[] = [];
  for (const api of listFolders(nodePath.join(folder, "api")))
    if (wanted(moduleOfFolder(api))) walk(folder, `api/${api}`, found);
  walk(folder, "event-schemas", found);
  walk(folder, "schemas", found);
  found.push(...findDescriptions(folder).filter((path) => wanted(moduleOfDescription(path))));
  return [...new Set(found)].sort(compare);
}

/** The modules of the APIs, sorted. */
export function findApis({ folder, file }: SpecPlace): string[] {
  if (file !== undefined) return [moduleOfDescription(file)];
  const inFolders = listFolders(nodePath.join(folder, "api")).map(moduleOfFolder);
  const others = findDescriptions(folder).map(moduleOfDescription);
  return [...new Set([...inFolders, ...others])].sort(compare);
}

/** Descriptions outside upstream's layout: at the root, beside the folders of `api`, or anywhere in a folder without that layout. */
function findDescriptions(folder: string): string[] {
  const near = [...listFiles(folder, ""), ...listFiles(folder, "api")].filter((path) =>
    isDescription(folder, path),
  );
  const usual = isFolder(nodePath.join(folder, "api")) || isFolder(nodePath.join(folder, "event-schemas"));
  if (near.length > 0 || usual) return near;
  const all: string[] = [];
  walk(folder, "", all);
  return all.filter((path) => !isHandWritten(path) && isDescription(folder, path));
}

function listFiles(folder: string, relative: string): string[] {
  const absolute = nodePath.join(folder, relative);
  if (!isFolder(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith(".") && EXTENSION.test(entry.name))
    .map((entry) => nodePath.posix.join(relative, entry.name));
}

function isDescription(folder: string, path: string): boolean {
  try {
    const place = nodePath.join(folder, path);
    if (statSync(place).size > MAX_BYTES) return false;
    const text = readFileSync(place, "utf8");
    return VERSION_KEY.test(text) || OTHER_KIND.test(text);
  } catch {
    return false; // what cannot be read is no description
  }
}

/** Everything that a run reads from the folder unless a `$ref` names more. */
export function listInputs(place: SpecPlace, only?: readonly string[]): string[] {
  const { folder, file } = place;
  if (file !== undefined) return [file];
  const tables = Object.values(TABLES).filter((table) => existsSync(nodePath.join(folder, table)));
  return [...findDocuments(place, only), ...findOverlays(folder), ...tables].sort(compare);
}

/** Corrections to the specification, each file a list of them. */
export function findOverlays(folder: string): string[] {
  const found: string[] = [];
  walk(folder, "overlays", found);
  return found.sort(compare);
}

/** Whether the path is that of a folder, by itself or as a link leads to one. */
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
function walk(folder: string, relative: string, found: string[], depth = 0): void {
  const absolute = nodePath.join(folder, relative);
  if (!isFolder(absolute)) return;
  for (const entry of readdirSync(absolute, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || SKIPPED.has(entry.name)) continue;
    const path = nodePath.posix.join(relative, entry.name);
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) walk(folder, path, found, depth + 1);
    } else if (entry.isFile() && EXTENSION.test(entry.name)) found.push(path);
  }
}
