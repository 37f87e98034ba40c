/** Tells of keys that a map of a file has twice. */
import type { Diagnostics } from "../diagnostic.js";
import type { SpecFile } from "./loaded-spec.js";
import { type Position, repeatedKeysOf } from "./position.js";

/** A file of which nothing but the text is known. */
export type TextFile = Pick<SpecFile, "path" | "text">;

/** Gets the first key that a map has twice. */
export type TellRepeated = (file: TextFile, key: string, place: Position, diagnostics: Diagnostics) => void;

/** In a document, where the last one counts. */
export function warnOfKey({ path }: TextFile, key: string, place: Position, diagnostics: Diagnostics): void {
  const message = `${key} is there twice; the last one counts`;
  diagnostics.report("load/repeated-key", message, { file: path, pointer: "" }, place);
}

/** In a table, of which no entry may be lost: all repeated keys. */
export function refuseEntries(file: TextFile, key: string, place: Position, diagnostics: Diagnostics): void {
  const origin = { file: file.path, pointer: "" };
  const all = repeatedKeysOf(file);
  for (const { key, first, again } of all) {
    const message = `${key} is there twice, first in line ${first.line}, column ${first.column}`;
    diagnostics.report("load/repeated-entry", message, origin, again);
  }
  // A key may be an alias, which the parser that knows places does not follow.
  if (all.length === 0) diagnostics.report("load/repeated-entry", `${key} is there twice`, origin, place);
}
