/** Inputs of the output besides the specification: the generator's own code and the packages that it prints with. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import { fileURLToPath } from "node:url";
import { compare } from "../json.js";
import { ownSpec, packageRoot } from "../package-root.js";

/** Folders of the generator that no run of it executes. */
const UNUSED = new Set(["cli", "config", "diff", "cache", "report", "scaffold", "watch"]);

/** A hash that changes with every change of the generator, released or not. */
export function generatorFingerprint(): string {
  const generator = nodePath.resolve(nodePath.dirname(fileURLToPath(import.meta.url)), "..");
  const hash = createHash("sha256");
  for (const file of [nodePath.join(packageRoot, "package.json"), ...sources(generator, true), ...tables()])
    hash.update(file).update(readFileSync(file));
  return hash.update(process.version).digest("hex");
}

function tables(): string[] {
  return ["event-kinds.yaml", "names.yaml"].map((name) => nodePath.join(ownSpec, name));
}

function sources(folder: string, top: boolean): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => compare(a.name, b.name))
    .flatMap((entry) => {
      const path = nodePath.join(folder, entry.name);
      if (entry.isDirectory()) return top && UNUSED.has(entry.name) ? [] : sources(path, false);
      // Declarations change nothing, but for those that are emitted.
      const isCode = /\.(?:js|ts)$/.test(entry.name) && !entry.name.endsWith(".d.ts");
      return isCode || nodePath.basename(folder) === "runtime" ? [path] : [];
    });
}
