import { readFileSync } from "node:fs";

/** The text of a file; undefined for one that is missing or unreadable. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
