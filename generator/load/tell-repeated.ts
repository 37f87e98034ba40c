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
  for (const { key: repeated, first, again } of all) {
    const message = `${repeated} is there twice, first in line ${first.line}, column ${first.column}`;
    diagnostics.report("load/repeated-entry", message, origin, again);
  }
  // A key may be an alias, which the parser that knows places does not follow.
  if (!all.some(({ again }) => isOneKey(file, place, again)))
    diagnostics.report("load/repeated-entry", `${key} is there twice`, origin, place);
}

/** One parser takes the blank before a key that follows a question mark for a part of it. */
function isOneKey({ text }: TextFile, place: Position, again: Position): boolean {
  if (place.line !== again.line || place.column > again.column) return false;
  const line = text.split("\n")[place.line - 1] ?? "";
  return line.slice(place.column - 1, again.column - 1).trim() === "";
}
