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

/** Reading a block takes time for all its lines, and every diagnostic of the file asks for the same few. */
interface Known {
  readonly lines: readonly string[];
  readonly blocks: Map<string, Entries>;
}

interface Entries {
  readonly list: readonly Entry[];
  /** The last of a repeated key is the one that was read. */
  readonly byKey: ReadonlyMap<string, Entry>;
}

interface Entry {
  /** Undefined for an item of a sequence. */
  readonly key: string | undefined;
  readonly line: number;
  /** Text after the colon or the dash, on the same line. */
  readonly rest: string;
  /** Where the key or the dash stands. */
  readonly start: number;
  /** Where `rest` starts. */
  readonly column: number;
  readonly end: number;
}

const ENTRY =
  /^(?:(- *)|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#&*!|>%@`{}[\],-](?:[^#]|(?<=\S)#)*?|-[^\s][^#]*?) *:(?= |$) *)/;

/** The scalar values of a key in the mapping at the pointer: more than one where the key is repeated. */
export function valuesAt(file: File, pointer: string, key: string): string[] {
  const block = findPlace(file, pointer)?.block;
  if (block === undefined) return [];
  return entriesOf(knownOf(file), block).list.flatMap((entry) =>
    entry.key === key ? [entry.rest.trim()] : [],
  );
}

/** Both 1-based. Undefined where the file is written in a style that indentation does not tell. */
export function findPlace(
  file: File,
  pointer: string,
): { line: number; column: number; block?: Block } | undefined {
  const known = knownOf(file);
  const { lines } = known;
  let block: Block | undefined = blockAt(lines, 0, lines.length, -1);
  let line = (block?.first ?? 0) + 1;
  let column = (block?.indent ?? 0) + 1;
  for (const segment of segmentsOf(pointer)) {
    if (block === undefined) return undefined;
    const { list, byKey } = entriesOf(known, block);
    const sequence = list[0]?.key === undefined;
    const entry = sequence ? list[Number(segment)] : byKey.get(segment);
    // Parts that are not in the file were made by lowering: their place is the deepest part that is.
    if (entry === undefined) return { line, column };
    line = entry.line + 1;
    column = (sequence ? entry.column : entry.start) + 1;
    block = childOf(lines, entry, block.indent);
    if (block === undefined && /^[[{&*]/.test(entry.rest)) return undefined;
  }
  return { line, column, ...(block && { block }) };
}

function knownOf(file: File): Known {
  let found = files.get(file);
  if (found === undefined) {
    found = { lines: file.text.split(/\r?\n/), blocks: new Map() };
    files.set(file, found);
  }
  return found;
}

const files = new WeakMap<File, Known>();

function blockAt(lines: readonly string[], from: number, end: number, parent: number): Block | undefined {
  for (let line = from; line < end; line += 1) {
    const text = lines[line] ?? "";
    if (isBlank(text) || text.startsWith("---")) continue;
    const indent = indentOf(text);
    // A sequence may stand as deep as the key that it belongs to.
    const deep = indent > parent || (indent === parent && text.startsWith("- ", indent));
    return deep && ENTRY.test(text.slice(indent, indent + MAX_KEY))
      ? { first: line, end, indent }
      : undefined;
  }
  return undefined;
}

function entriesOf({ lines, blocks }: Known, block: Block): Entries {
  const place = `${block.first} ${block.indent} ${block.end}`;
  let entries = blocks.get(place);
  if (entries === undefined) {
    const list = readEntries(lines, block);
    const byKey = new Map(list.flatMap((entry) => (entry.key === undefined ? [] : [[entry.key, entry]])));
    entries = { list, byKey };
    blocks.set(place, entries);
  }
  return entries;
}

/** No key is longer; what follows it is not looked at. */
const MAX_KEY = 1000;

function readEntries(lines: readonly string[], { first, end, indent }: Block): Entry[] {
  const starts: { line: number; match: RegExpExecArray }[] = [];
  for (let line = first; line < end; line += 1) {
    const text = lines[line] ?? "";
    // The first line may start with the dash of the item that this mapping is.
    if (line !== first && (isBlank(text) || indentOf(text) !== indent)) continue;
    const match = ENTRY.exec(text.slice(indent, indent + MAX_KEY));
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
  if (entry.key === undefined && ENTRY.test(entry.rest.slice(0, MAX_KEY)) && !/^["'{[]/.test(entry.rest))
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
