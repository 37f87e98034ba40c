/** Files that would stand in each other's way: APIs are called what their folders are, and some names are taken. */
import { sameFileKey } from "../load/module-name.js";
import type { EmittedFile } from "./emitted-file.js";

/** Names without ending that more than one module would have, sorted. A module is a `.ts`, or a `.js` with its `.d.ts`. */
export function findClashes(files: readonly EmittedFile[]): string[] {
  const modules = new Set<string>();
  const clashes = new Set<string>();
  const seen = new Set<string>();
  for (const { path: own } of files) {
    const path = sameFileKey(own);
    const [, stem = path, ending = ""] = /^(.*?)(\.d\.ts|\.ts|\.js)$/.exec(path) ?? [];
    const other = ending === ".ts" ? "javascript" : "typescript";
    if (seen.has(path) || (ending !== "" && modules.has(`${other} ${stem}`))) clashes.add(stem);
    seen.add(path);
    modules.add(`${ending === ".ts" ? "typescript" : "javascript"} ${stem}`);
  }
  return [...clashes].sort();
}
