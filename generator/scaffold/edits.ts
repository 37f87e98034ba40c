/** Edits of a text by place: whatever lies outside of them stays as it was, byte for byte. */
import { ts } from "ts-morph";

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Places must not overlap; edits at the same place are applied in their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let at = 0;
  for (const { start, end, text: replacement } of ordered) {
    if (start < at) throw new Error(`edits overlap at ${start}`);
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** The line break that the text uses most, so that what is added looks like the rest. */
export function lineBreakOf(text: string): "\n" | "\r\n" {
  const all = text.split("\n").length - 1;
  const windows = text.split("\r\n").length - 1;
  return windows * 2 > all ? "\r\n" : "\n";
}

export function withLineBreaks(text: string, lineBreak: string): string {
  return text.split("\r\n").join("\n").split("\n").join(lineBreak);
}

/** Start of the line that a place is in. */
export function lineStart(text: string, place: number): number {
  return text.lastIndexOf("\n", place - 1) + 1;
}

/** Just past the line break of the line that a place is in. */
function lineEnd(text: string, place: number): number {
  const found = text.indexOf("\n", place);
  return found === -1 ? text.length : found + 1;
}

/** The same, after a comment that begins on that line and ends on another. */
export function lineEndAfterComments(text: string, place: number): number {
  return lineEnd(text, ts.getTrailingCommentRanges(text, place)?.at(-1)?.end ?? place);
}

/** Removes a part, and its line with it where nothing else stands there. */
export function removal(text: string, start: number, end: number): Edit {
  const [from, to] = [lineStart(text, start), lineEnd(text, end)];
  const alone = text.slice(from, start).trim() === "" && text.slice(end, to).trim() === "";
  return alone ? { start: from, end: to, text: "" } : { start, end, text: "" };
}

export function lineNumber(text: string, place: number): number {
  return text.slice(0, place).split("\n").length;
}
