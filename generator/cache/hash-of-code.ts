/**
 * The hash of the generator's code. A bundle has the hash itself instead, as it was when the bundle was made. It reads `emit/runtime`
 * where the compiler wrote it, so that after `tsc -b` alone stale output may pass for fresh; `npm run build` makes both.
 */
import { readdirSync } from "node:fs";
import nodePath from "node:path";
import { fileURLToPath } from "node:url";
import { hash, hashOfFile } from "../hash.js";
import { compare } from "../json.js";

/** Folders of the generator that no run of it executes. */
const UNUSED = new Set(["cli", "config", "diff", "cache", "report", "scaffold", "watch"]);

export function hashOfCode(): string {
  const generator = nodePath.resolve(nodePath.dirname(fileURLToPath(import.meta.url)), "..");
  return hash(
    sources(generator, "")
      .flatMap((file) => [file, hashOfFile(nodePath.join(generator, file)) ?? ""])
      .join("\n"),
  );
}

/** Paths relative to the generator, sorted. Declarations change nothing, but where they are emitted as they are. */
function sources(generator: string, folder: string): string[] {
  return readdirSync(nodePath.join(generator, folder), { withFileTypes: true })
    .sort((a, b) => compare(a.name, b.name))
    .flatMap((entry) => {
      const path = nodePath.posix.join(folder, entry.name);
      if (entry.isDirectory()) return UNUSED.has(path) ? [] : sources(generator, path);
      return /(?<!\.d)\.[jt]s$/.test(path) || path.startsWith("emit/runtime/") ? [path] : [];
    });
}
