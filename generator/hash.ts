/** The hash by which texts are told apart: inputs, outputs, what is remembered, and names that are made of them. */
import { createHash, hash as digest } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { compare } from "./json.js";

/** Hashes by path, sorted. */
export interface Hashes {
  readonly [path: string]: string;
}

export function hash(text: string): string {
  return digest("sha256", text, "hex");
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
      let size = fill(file);
      // To hash a small file takes a fraction of what an object costs that takes it in parts.
      if (size < room.length) return digest("sha256", room.subarray(0, size), "hex");
      const found = createHash("sha256");
      for (; size > 0; size = fill(file)) found.update(room.subarray(0, size));
      return found.digest("hex");
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Reads on until the room is full or the file ends; gives how much of the room that takes. */
function fill(file: number): number {
  let size = 0;
  for (let read = -1; read !== 0 && size < room.length; size += read)
    read = readSync(file, room, size, room.length - size, null);
  return size;
}
