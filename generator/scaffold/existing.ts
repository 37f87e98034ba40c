/** The files in the user's folder that an earlier run has written, wherever they lie by now. */
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import { Project, type SourceFile, ts } from "ts-morph";
import { compare } from "../json.js";
import { findMarker, isUntouched, type Kind, type Marker } from "./marker.js";

export interface MarkedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Without the byte order mark, which `bom` holds. */
  readonly text: string;
  readonly bom: string;
  readonly marker: Marker;
  readonly source: SourceFile;
}

export interface Existing {
  readonly files: readonly MarkedFile[];
  readonly problems: readonly string[];
  readonly find: (kind: Kind, id: string) => MarkedFile | undefined;
}

export function readExisting(folder: string): Existing {
  const parser = new Parser();
  const problems: string[] = [];
  const files: MarkedFile[] = [];
  const byId = new Map<string, MarkedFile>();
  for (const path of listSources(folder, "")) {
    const bytes = readFileSync(nodePath.join(folder, path));
    if (!bytes.includes("@knockgen ")) continue;
    const whole = bytes.toString("utf8");
    if (!Buffer.from(whole, "utf8").equals(bytes)) {
      problems.push(`${path} is not UTF-8`);
      continue;
    }
    const bom = whole.startsWith("\uFEFF") ? "\uFEFF" : "";
    const text = whole.slice(bom.length);
    const source = parser.parse(path, text);
    const marker = findMarker(source);
    if (marker === undefined) continue;
    // Untouched files skip the second, slower look.
    const error = isUntouched(text, marker) ? undefined : syntaxError(source);
    if (error !== undefined) problems.push(`${path}:${error}`);
    const key = `${marker.kind} ${marker.id}`;
    const other = byId.get(key);
    if (other !== undefined) problems.push(`${path} and ${other.path} both say that they are ${key}`);
    const file = { path, text, bom, marker, source };
    byId.set(key, file);
    files.push(file);
  }
  return { files, problems, find: (kind, id) => byId.get(`${kind} ${id}`) };
}

/** Reads one file at a time, without its imports and without types. */
export class Parser {
  readonly #project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

  parse(path: string, text: string): SourceFile {
    return this.#project.createSourceFile(`/${path}`, text, { overwrite: true });
  }
}

/** `3:14: '}' expected`, for the first of them. */
function syntaxError(source: SourceFile): string | undefined {
  const [first] = ts.transpileModule(source.getFullText(), { reportDiagnostics: true }).diagnostics ?? [];
  if (first === undefined) return undefined;
  const { line, column } = source.getLineAndColumnAtPos(first.start ?? 0);
  return `${line}:${column}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`;
}

function listSources(folder: string, relative: string): string[] {
  let entries: Dirent[];
  try {
    entries = readEntries(nodePath.join(folder, relative));
  } catch {
    return [];
  }
  return entries
    .sort((a, b) => compare(a.name, b.name))
    .flatMap((entry) => {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.name === "node_modules" || entry.name.startsWith(".")) return [];
      if (entry.isDirectory()) return listSources(folder, path);
      return /\.m?ts$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
    });
}

function readEntries(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}
