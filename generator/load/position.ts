/** Line and column of a place in a YAML or JSON file, found only when a diagnostic needs it: positions are costly, values are not. */
import { createRequire } from "node:module";
import type { LineCounter, Node, Pair } from "yaml";
import { segmentsOf } from "../pointer.js";
import { findJsonPlace } from "./json-place.js";
import { findPlace } from "./lines.js";

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

interface Parsed {
  readonly root: unknown;
  readonly lines: LineCounter;
}

/** Seldom needed, and slow to load. */
const yaml = (): typeof import("yaml") => createRequire(import.meta.url)("yaml");

const parsed = new WeakMap<{ readonly text: string }, Parsed>();

/** By mapping: its members by key, the last of a repeated one. */
const members = new WeakMap<object, Map<string, Pair>>();

/** The deepest part of `pointer` that exists in the file's source; the start of the file if nothing does. */
export function positionOf(file: { readonly text: string }, pointer: string): Position {
  const found = findJsonPlace(file, pointer) ?? findPlace(file, pointer);
  return found === undefined ? parsedPositionOf(file, pointer) : { line: found.line, column: found.column };
}

/** The same from a full parse, which knows every style. */
export function parsedPositionOf(file: { readonly text: string }, pointer: string): Position {
  const { isMap, isSeq, LineCounter, parseDocument } = yaml();
  let entry = parsed.get(file);
  if (entry === undefined) {
    const lines = new LineCounter();
    // Upstream has files that a strict YAML 1.2 parser complains about; their positions are good all the same.
    const document = parseDocument(file.text, {
      lineCounter: lines,
      strict: false,
      uniqueKeys: false,
      logLevel: "silent",
    });
    entry = { root: document.contents, lines };
    parsed.set(file, entry);
  }
  let node: unknown = entry.root;
  let offset = startOf(node) ?? 0;
  for (const segment of segmentsOf(pointer)) {
    let next: unknown;
    if (isMap(node)) {
      let pairs = members.get(node);
      if (pairs === undefined) {
        pairs = new Map(node.items.map((item) => [keyText(item.key), item]));
        members.set(node, pairs);
      }
      const pair = pairs.get(segment);
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      next = pair.value;
    } else if (isSeq(node)) {
      next = node.items[Number(segment)];
      if (next === undefined) break;
      offset = startOf(next) ?? offset;
    } else break;
    node = next;
  }
  const { line, col } = entry.lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function keyText(key: unknown): string {
  return typeof key === "object" && key !== null && "value" in key ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  const range = (node as Partial<Node> | null)?.range;
  return range?.[0];
}
