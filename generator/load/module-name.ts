/** The module that a file of the specification is emitted in, told by its path. */
import nodePath from "node:path";

/** Names that say what a file is, and not what it is about. */
const GENERIC = new Set([
  "api",
  "apis",
  "description",
  "document",
  "index",
  "main",
  "openapi",
  "root",
  "spec",
  "swagger",
]);
/** Modules and folders that the output has for itself. A module `openapi` has its files beside the folder of bundles. */
const TAKEN = new Set([
  "arbitraries",
  "client",
  "common",
  "events",
  "identifiers",
  "index",
  "inspect",
  "json-schema",
  "manifest",
  "matrix",
  "msw",
  "narrow",
  "package",
  "routes",
  "runtime",
  "tanstack-query",
  "validators",
]);

/** Modules of what has no API of its own. */
const SHARED: ReadonlySet<string> = new Set(["common", "events"]);

/** Whether many files have a module in common, whatever they are called. */
export function isShared(module: string): boolean {
  return SHARED.has(module);
}

/** Equal for paths that some file system takes for one: it may not tell upper from lower case, or one form of an accent from another. */
export function sameFileKey(path: string): string {
  return path.normalize().toLowerCase();
}

/** Whether a name is that of a device on Windows, with any ending. */
export function isDevice(name: string): boolean {
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
}

/** Bytes that a name may have, with endings such as `-checks.d.ts` left for it: file systems take 255. */
export const MAX_NAME_BYTES = 200;

/** Whether a name is too long for a file, or leaves no room for an ending. */
export function isLongName(name: string): boolean {
  return Buffer.byteLength(name) > MAX_NAME_BYTES;
}

/** Whether a path has characters that cannot be seen, or turn others around: they get into no name. */
export function isHidden(path: string): boolean {
  return /\p{C}/u.test(path);
}

/** `api/<module>/…`, as upstream has it; events and everything else in modules of their own. */
export function moduleOf(path: string): string {
  const folder = apiFolderOf(path);
  if (folder !== undefined) return moduleOfFolder(folder);
  return path.startsWith("event-schemas/") ? "events" : "common";
}

/** The module of an API that has a folder below `api`. */
export function moduleOfFolder(folder: string): string {
  const safe = asFileName(folder);
  return isDevice(safe) || SHARED.has(safe.toLowerCase()) ? `${safe}-api` : safe;
}

function apiFolderOf(path: string): string | undefined {
  const [top, folder, ...rest] = path.split("/");
  return top === "api" && rest.length > 0 ? folder : undefined;
}

/** A name of a file on every system, which stands in the texts of imports as it is: those are addresses. */
function asFileName(folder: string): string {
  return folder
    .normalize()
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replace(/\.+$/, "-");
}

/** The same for a description, wherever it lies: `library.yaml` and `library/openapi.yaml` are `library`. */
export function moduleOfDescription(path: string): string {
  const usual = moduleOf(path);
  if (usual !== "common") return usual;
  const safe = sourceOf(path)
    .normalize()
    .replace(/[^\p{L}\p{N}_-]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  if (safe === "") return "api";
  return TAKEN.has(safe.toLowerCase()) || isDevice(safe) ? `${safe}-api` : safe;
}

/** The folder or file whose name the module has. */
export function sourceOf(path: string): string {
  const api = apiFolderOf(path);
  if (api !== undefined) return api;
  const stem = nodePath.posix.basename(path).replace(/\.[^.]*$/, "");
  const folder = path
    .split("/")
    .slice(0, -1)
    .findLast((segment) => !GENERIC.has(segment.toLowerCase()));
  return GENERIC.has(stem.toLowerCase()) && folder !== undefined ? folder : stem;
}
