/**
 * The place of a JSON Pointer in a JSON text, found by its strings and punctuation alone: a parser that keeps the place
 * of every value takes ten times as long, and more memory than all else.
 */
import { segmentsOf } from "../pointer.js";
import { JSON_TOKENS } from "./json-tokens.js";

export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** Offsets in the text. */
interface Member {
  /** Of the key, or of an item of a list. */
  readonly start: number;
  readonly value: number;
}

/** Tokens that are looked at in one file. Each level of a text is looked through whole, which deep ones have no time for. */
const MAX_TOKENS = 20_000_000;

interface Known {
  readonly lineStarts: readonly number[];
  /** How many more tokens there is time for. */
  left: number;
  /** Members by key or index, by the offset of the object or list. */
  readonly members: Map<number, ReadonlyMap<string, Member>>;
}

const files = new WeakMap<{ readonly text: string }, Known | "no JSON">();

/** The deepest part of the pointer that is in the text. Undefined where the text is not JSON. */
export function findJsonPlace(file: { readonly text: string }, pointer: string): Place | undefined {
  const known = knownOf(file);
  if (known === "no JSON") return undefined;
  const { text } = file;
  let value = afterSpace(text, 0);
  let start = value;
  for (const segment of segmentsOf(pointer)) {
    const member = membersOf(text, value, known).get(segment);
    if (member === undefined) break;
    ({ start, value } = member);
  }
  return placeOf(start, known.lineStarts);
}

function knownOf(file: { readonly text: string }): Known | "no JSON" {
  let known = files.get(file);
  if (known === undefined) {
    known = isJson(file.text)
      ? { lineStarts: lineStartsOf(file.text), left: MAX_TOKENS, members: new Map() }
      : "no JSON";
    files.set(file, known);
  }
  return known;
}

/** Most files are not, and show it by their first character. */
function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function membersOf(text: string, offset: number, known: Known): ReadonlyMap<string, Member> {
  let found = known.members.get(offset);
  if (found === undefined) {
    const members = text[offset] === "{" ? properties : items;
    found = new Map(members(text, offset, known));
    known.members.set(offset, found);
  }
  return found;
}

/** Of a repeated key the last one is taken, as when the file was read. */
function* properties(text: string, offset: number, known: Known): Generator<[string, Member]> {
  let isKey = true;
  for (const { token, index } of tokensWithin(text, offset, known)) {
    if (token === ",") isKey = true;
    else if (isKey) {
      isKey = false;
      const colon = afterSpace(text, index + token.length);
      yield [String(JSON.parse(token)), { start: index, value: afterSpace(text, colon + 1) }];
    }
  }
}

function* items(text: string, offset: number, known: Known): Generator<[string, Member]> {
  if (text[offset] !== "[") return;
  let index = 0;
  const at = (position: number): [string, Member] => {
    const value = afterSpace(text, position);
    return [String(index++), { start: value, value }];
  };
  if (text[afterSpace(text, offset + 1)] !== "]") yield at(offset + 1);
  for (const { token, index: comma } of tokensWithin(text, offset, known))
    if (token === ",") yield at(comma + 1);
}

/** Strings and commas that stand in the object or list at `offset` itself. */
function* tokensWithin(
  text: string,
  offset: number,
  known: Known,
): Generator<{ token: string; index: number }> {
  const tokens = new RegExp(JSON_TOKENS);
  tokens.lastIndex = offset + 1;
  let depth = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    if (known.left-- <= 0) return;
    const [token] = match;
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 0) yield { token, index: match.index };
    if (depth < 0) return;
  }
}

function afterSpace(text: string, offset: number): number {
  let at = offset;
  while (/\s/.test(text[at] ?? "")) at += 1;
  return at;
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}

function placeOf(offset: number, lineStarts: readonly number[]): Place {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
