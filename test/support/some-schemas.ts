/** Part of our own schemas, where all of Matrix would take a test too long. */
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

const schemas: string = path.resolve(import.meta.dirname, "../../schemas");

/** Copies files of `schemas/` or of another folder, by relative path, and all that they refer to; gives what was copied. */
export function copySchemas(
  folder: string,
  files: readonly string[],
  from: string = schemas,
): readonly string[] {
  const copied = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (copied.has(file)) continue;
    copied.add(file);
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(from, file), path.join(folder, file));
    const text = readFileSync(path.join(from, file), "utf8");
    for (const [, target = ""] of text.matchAll(/\$ref"?: *["']?([^"'#\s,}]+)/g))
      waiting.push(path.posix.join(path.posix.dirname(file), target));
  }
  return [...copied].sort();
}
