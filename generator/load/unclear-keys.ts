/**
 * Keys without quotes that YAML reads as something else than text, and writes otherwise: `010` would be a property called 10. Keys may
 * even be maps or lists, as the inner braces of `{{name}}` are.
 */
import { createRequire } from "node:module";
import type { Position } from "./position.js";

export interface UnclearKey extends Position {
  readonly written: string;
  readonly read: string;
}

/** In front of a colon, at the start of a line or in braces; text in prose may look the same. */
const CANDIDATE = /(?:^|[{,?-])\s*([-+.]?\d[\w.+-]*|~|True|TRUE|False|FALSE|Null|NULL)\s*:(?=\s|$)/gm;

/**
 * A map or a list in the place of a key: behind a brace, a comma or a question mark, or at the start of a line. No key begins with
 * a percent sign, but the short codes in Matrix's prose do: `{{% boxes/note %}}`.
 */
const COLLECTION =
  /\{\s*[{[](?!\s*%)|^[ \t]*(?:[-?][ \t]+)*[{[].*[}\]]\s*:(?:\s|$)|(?:^|[\s{[,])\?\s|,\s*[{[][^{}[\]\n]*[}\]]\s*:(?:\s|$)/m;

/** Characters of a key in a message. */
const MAX_SHOWN = 60;

/** Seldom needed, and slow to load. */
const yaml = (): typeof import("yaml") => createRequire(import.meta.url)("yaml");

/** In the order of the text. */
export function unclearKeys(text: string): readonly UnclearKey[] {
  const found: UnclearKey[] = [];
  const isCandidate = ([, key = ""]: readonly string[]): boolean => String(Number(key)) !== key;
  if (!COLLECTION.test(text) && ![...text.matchAll(CANDIDATE)].some(isCandidate)) return found;
  const { isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } = yaml();
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: false,
    uniqueKeys: false,
    logLevel: "silent",
  });
  visit(document, {
    Pair: (_index, { key }) => {
      if (!isNode(key) || isAlias(key) || (isScalar(key) && typeof key.value === "string")) return;
      const [start, end] = key.range ?? [0, 0];
      const [first = ""] = text.slice(start, end).slice(0, MAX_SHOWN).split("\n");
      const written = isScalar(key) || /^[[{]/.test(first) ? first : "?";
      const read = isScalar(key) ? String(key.value) : `a ${isMap(key) ? "map" : "list"}`;
      const { line, col } = lines.linePos(start);
      if (read !== written) found.push({ written, read, line, column: col });
    },
  });
  return found;
}
