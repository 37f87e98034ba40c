/** Keys without quotes that YAML reads as something else than text, and writes otherwise: `010` would be a property called 10. */
import { createRequire } from "node:module";
import type { Position } from "./position.js";

export interface UnclearKey extends Position {
  readonly written: string;
  readonly read: string;
}

/** In front of a colon, at the start of a line or in braces; text in prose may look the same. */
const CANDIDATE = /(?:^|[{,?-])\s*([-+.]?\d[\w.+-]*|~|True|TRUE|False|FALSE|Null|NULL)\s*:(?=\s|$)/gm;

/** Seldom needed, and slow to load. */
const yaml = (): typeof import("yaml") => createRequire(import.meta.url)("yaml");

/** In the order of the text. */
export function unclearKeys(text: string): readonly UnclearKey[] {
  const found: UnclearKey[] = [];
  const isCandidate = ([, key = ""]: readonly string[]): boolean => String(Number(key)) !== key;
  if (![...text.matchAll(CANDIDATE)].some(isCandidate)) return found;
  const { isScalar, LineCounter, parseDocument, visit } = yaml();
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: false,
    uniqueKeys: false,
    logLevel: "silent",
  });
  visit(document, {
    Pair: (_index, { key }) => {
      if (!isScalar(key) || typeof key.value === "string" || key.source === undefined) return;
      const read = String(key.value);
      const { line, col } = lines.linePos(key.range?.[0] ?? 0);
      if (read !== key.source) found.push({ written: key.source, read, line, column: col });
    },
  });
  return found;
}
