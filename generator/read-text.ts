import { readFileSync } from "node:fs";

/** Undefined where there is no file, or it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
