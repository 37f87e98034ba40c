/** Line and column of a place in a YAML or JSON file, found only when a diagnostic needs it: positions are costly, values are not. */
import { createRequire } from "node:module";
import type { LineCounter, Node, Pair, YAMLMap } from "yaml";
import { segmentsOf } from "../pointer.js";
import { findJsonPlace } from "./json-place.js";
import { findPlace } from "./lines.js";

/** A place in a text, as editors show it. */
export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** The start of a file. */
export const FILE_START: Position = { line: 1, column: 1 };

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
  const { root, lines } = parsedTree(file);
  let node = root;
  let offset = startOf(node) ?? 0;
  for (const segment of segmentsOf(pointer)) {
    const found = memberOf(node, segment);
    if (found === undefined) break;
    offset = startOf(found.key) ?? offset;
    node = found.value;
  }
  return positionAt(lines, offset);
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** A key that a map has already, with the place of the first one. */
export interface RepeatedKey {
  readonly key: string;
  readonly first: Position;
  readonly again: Position;
}

/** Those of a map before those of the maps in it. */
export function repeatedKeysOf(file: { readonly text: string }): RepeatedKey[] {
  const { root, lines } = parsedTree(file);
  const found: RepeatedKey[] = [];
  const look = (map: YAMLMap): void => {
    const known = new Map<string, Position>();
    for (const { key: node } of map.items) {
      const [key, again] = [keyText(node), positionAt(lines, startOf(node) ?? 0)];
      const first = known.get(key);
      if (first === undefined) known.set(key, again);
      else found.push({ key, first, again });
    }
  };
  const { isNode, visit } = yaml();
  if (isNode(root)) visit(root, { Map: (_, map) => look(map) });
  return found;
}

function parsedTree(file: { readonly text: string }): Parsed {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  // Upstream has files that a strict YAML 1.2 parser complains about; their positions are good all the same.
  const document = parseDocument(file.text, {
    lineCounter: lines,
    strict: false,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const tree = { root: document.contents, lines };
  parsed.set(file, tree);
  return tree;
}

/** A member of a mapping, or an item of a sequence, which is its own key. */
function memberOf(node: unknown, segment: string): Pick<Pair, "key" | "value"> | undefined {
  const { isMap, isSeq } = yaml();
  if (isMap(node)) return pairsOf(node).get(segment);
  const item = isSeq(node) ? node.items[Number(segment)] : undefined;
  return item === undefined ? undefined : { key: item, value: item };
}

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = members.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(map.items.map((item) => [keyText(item.key), item]));
  members.set(map, pairs);
  return pairs;
}

function keyText(key: unknown): string {
  return typeof key === "object" && key !== null && "value" in key ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  const range = (node as Partial<Node> | null)?.range;
  return range?.[0];
}
