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
  const [top, second, ...rest] = path.split("/");
  if (top === "api" && second !== undefined && rest.length > 0) return asFileName(second);
  return top === "event-schemas" ? "events" : "common";
}

/** A name of a file on every system, which stands in the texts of imports as it is: those are addresses. */
function asFileName(folder: string): string {
  const safe = folder
    .normalize()
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replace(/\.+$/, "-");
  return isDevice(safe) ? `${safe}-api` : safe;
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
  const segments = path.split("/");
  const [top, second = "", ...rest] = segments;
  if (top === "api" && rest.length > 0) return second;
  const stem = nodePath.posix.basename(path).replace(/\.[^.]*$/, "");
  const folder = segments.slice(0, -1).findLast((segment) => !GENERIC.has(segment.toLowerCase()));
  return GENERIC.has(stem.toLowerCase()) && folder !== undefined ? folder : stem;
}
