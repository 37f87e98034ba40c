/** The hash by which texts are told apart: inputs, outputs, what is remembered, and names that are made of them. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { compare } from "./json.js";

/** Hashes by path, sorted. */
export interface Hashes {
  readonly [path: string]: string;
}

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function hashesOf(files: readonly { readonly path: string; readonly text: string }[]): Hashes {
  const entries = files.map(({ path, text }) => [path, hash(text)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => compare(a, b)));
}

/** Room for a part of a file. To give each file new memory costs several times what it takes to read and hash it. */
const room = Buffer.allocUnsafeSlow(128 * 1024);

/** The hash of a file's bytes, which is that of its text; undefined for one that is missing or unreadable. */
export function hashOfFile(path: string): string | undefined {
  try {
    const file = openSync(path, "r");
    try {
      const found = createHash("sha256");
      for (let size = readSync(file, room); size > 0; size = readSync(file, room))
        found.update(room.subarray(0, size));
      return found.digest("hex");
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
