/** Says in a line what a project's own code has thrown, with the place of that code. */
import nodePath from "node:path";
import { fileURLToPath } from "node:url";

/** A line of a stack: `at name (place:1:2)` or `at place:1:2`. */
const FRAME = /^ +at (?:.*\()?([^()\s][^()]*?)(?:\?[^:()]*)?:(\d+):(\d+)\)?$/gm;
const MOST = 1000;

/** `message (at emitters/table.ts:3:9)`; the place only where the stack has one that is the project's. */
export function sayThrown(error: unknown): string {
  try {
    return say(error);
  } catch {
    return "something that has no text"; // What was thrown may throw in its turn.
  }
}

function say(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, MOST);
  const message = String(error.message).slice(0, MOST);
  for (const [, where = "", line, column] of (error.stack ?? "").matchAll(FRAME)) {
    const path = where.startsWith("file:") ? fileURLToPath(where) : where;
    if (!nodePath.isAbsolute(path) || path.includes("node_modules") || isOurs(path)) continue;
    return `${message} (at ${nodePath.relative(process.cwd(), path)}:${line}:${column})`;
  }
  return message;
}

const ours = ["../", "../../cli/", "../../bin/"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

function isOurs(path: string): boolean {
  return ours.some((folder) => path.startsWith(folder));
}
