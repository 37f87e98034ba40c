/**
 * The place of a JSON Pointer in a YAML file, found by indentation alone. Block style, in which the specification is
 * written, needs no parser for that; a full parse with positions takes many times as long as all else.
 */
import { segmentsOf } from "../pointer.js";

interface File {
  readonly text: string;
}

/** A run of lines that hold one mapping or sequence, whose keys or dashes stand at `indent`. */
interface Block {
  readonly first: number;
  readonly end: number;
  readonly indent: number;
}

interface Entry {
  /** Undefined for an item of a sequence. */
  readonly key: string | undefined;
  readonly line: number;
  /** What follows the colon or the dash, on the same line. */
  readonly rest: string;
  /** Where the key or the dash stands. */
  readonly start: number;
  /** Where `rest` starts. */
  readonly column: number;
  readonly end: number;
}

const ENTRY =
  /^(?:(- *)|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#&*!|>%@`{}[\],-][^#]*?|-[^\s][^#]*?) *:(?= |$) *)/;

/** The scalar values of a key in the mapping at the pointer: more than one where the key is repeated. */
export function valuesAt(file: File, pointer: string, key: string): string[] {
  const block = findPlace(file, pointer)?.block;
  if (block === undefined) return [];
  return entriesOf(linesOf(file), block).flatMap((entry) => (entry.key === key ? [entry.rest.trim()] : []));
}

/** Both 1-based. Undefined where the file is written in a style that indentation does not tell. */
export function findPlace(
  file: File,
  pointer: string,
): { line: number; column: number; block?: Block } | undefined {
  const lines = linesOf(file);
  let block: Block | undefined = blockAt(lines, 0, lines.length, -1);
  let line = (block?.first ?? 0) + 1;
  let column = (block?.indent ?? 0) + 1;
  for (const segment of segmentsOf(pointer)) {
    if (block === undefined) return undefined;
    const entries = entriesOf(lines, block);
    const sequence = entries[0]?.key === undefined;
    // The last of a repeated key is the one that was read.
    const entry = sequence ? entries[Number(segment)] : entries.findLast(({ key }) => key === segment);
    // What is not in the file was made by lowering: its place is the deepest part that is.
    if (entry === undefined) return { line, column };
    line = entry.line + 1;
    column = (sequence ? entry.column : entry.start) + 1;
    block = childOf(lines, entry, block.indent);
    if (block === undefined && /^[[{&*]/.test(entry.rest)) return undefined;
  }
  return { line, column, ...(block && { block }) };
}

function linesOf(file: File): readonly string[] {
  let lines = known.get(file);
  if (lines === undefined) {
    lines = file.text.split(/\r?\n/);
    known.set(file, lines);
  }
  return lines;
}

const known = new WeakMap<File, readonly string[]>();

function blockAt(lines: readonly string[], from: number, end: number, parent: number): Block | undefined {
  for (let line = from; line < end; line += 1) {
    const text = lines[line] ?? "";
    if (isBlank(text) || text.startsWith("---")) continue;
    const indent = indentOf(text);
    // A sequence may stand as deep as the key that it belongs to.
    const deep = indent > parent || (indent === parent && text.startsWith("- ", indent));
    return deep && ENTRY.test(text.slice(indent)) ? { first: line, end, indent } : undefined;
  }
  return undefined;
}

function entriesOf(lines: readonly string[], { first, end, indent }: Block): Entry[] {
  const starts: { line: number; match: RegExpExecArray }[] = [];
  for (let line = first; line < end; line += 1) {
    const text = lines[line] ?? "";
    // The first line may start with the dash of the item that this mapping is.
    if (line !== first && (isBlank(text) || indentOf(text) !== indent)) continue;
    const match = ENTRY.exec(text.slice(indent));
    if (match !== null) starts.push({ line, match });
  }
  return starts.map(({ line, match }, index) => ({
    key: match[2] === undefined ? undefined : unquote(match[2]),
    line,
    rest: (lines[line] ?? "").slice(indent + match[0].length),
    start: indent,
    column: indent + match[0].length,
    end: starts[index + 1]?.line ?? end,
  }));
}

function childOf(lines: readonly string[], entry: Entry, indent: number): Block | undefined {
  // `- key: value`: the item is a mapping that starts on this very line.
  if (entry.key === undefined && ENTRY.test(entry.rest) && !/^["'{[]/.test(entry.rest))
    return { first: entry.line, end: entry.end, indent: entry.column };
  if (entry.rest !== "" && !entry.rest.startsWith("#")) return undefined;
  return blockAt(lines, entry.line + 1, entry.end, indent);
}

function isBlank(text: string): boolean {
  return /^\s*(?:#|$)/.test(text);
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function unquote(key: string): string {
  if (key.startsWith("'")) return key.slice(1, -1).replaceAll("''", "'");
  if (!key.startsWith('"')) return key.trimEnd();
  try {
    return String(JSON.parse(key));
  } catch {
    return key.slice(1, -1);
  }
}
