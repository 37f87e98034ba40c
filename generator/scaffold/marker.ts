/**
 * The mark by which a later run knows a file again, wherever the user has moved it. It stands in a comment:
 *
 *     @knockgen handler client-server/knockRoom 1f3a5c7e-9b2d4f60
 *
 * The two checksums are those of the comment and of the rest of the file as they were written. A part that still has its
 * own is ours, and may be written anew; any other is the user's.
 */

import type { SourceFile } from "ts-morph";
import { hash } from "../hash.js";
import { percentDecoded } from "../percent-decode.js";
import { type Edit, lineBreakOf, withLineBreaks } from "./edits.js";

const KINDS = ["handler", "test", "api", "auth", "context", "testing", "index"] as const;
export type Kind = (typeof KINDS)[number];

const TAG = "@knockgen";

export interface Marker {
  readonly kind: Kind;
  /** `client-server/knockRoom`, or the API's name; empty for the index of all. */
  readonly id: string;
  readonly commentSum: string;
  readonly restSum: string;
  /** The comment from its start to the end of the line with the mark. */
  readonly start: number;
  readonly end: number;
  /** Text of the comment, without its stars, up to the mark. */
  readonly lines: readonly string[];
}

/** Finds the mark among the comments before the statements of a file. */
export function findMarker(file: SourceFile): Marker | undefined {
  const text = file.getFullText();
  const nodes = [...file.getStatementsWithComments(), ...file.getStatements()];
  for (const node of nodes)
    for (const range of [...node.getLeadingCommentRanges(), ...node.getTrailingCommentRanges()]) {
      const found = readMarker(text, range.getPos(), range.getEnd());
      if (found !== undefined) return found;
    }
  return undefined;
}

function readMarker(text: string, start: number, commentEnd: number): Marker | undefined {
  const lines: string[] = [];
  let at = start;
  for (const raw of text.slice(start, commentEnd).split("\n")) {
    const end = at + raw.length - (raw.endsWith("\r") ? 1 : 0);
    at += raw.length + 1;
    const line = withoutStars(raw);
    const [tag, kind, id = "", sums = ""] = line.split(" ").filter((word) => word !== "");
    const known = KINDS.find((each) => each === kind);
    if (tag !== TAG || known === undefined) {
      if (raw.trim() !== "/**") lines.push(line);
      continue;
    }
    const [commentSum = "", restSum = ""] = sums.split("-");
    // A formatter may have put all of it on one line; the end of the comment is not part of the mark.
    const closed = end === commentEnd && raw.endsWith("*/");
    return {
      kind: known,
      id: fromMark(id),
      commentSum,
      restSum,
      start,
      end: closed ? end - 2 : end,
      lines,
    };
  }
  return undefined;
}

function withoutStars(raw: string): string {
  const line = raw.trim();
  if (line.startsWith("/**")) return line.slice(3).trim();
  if (line.startsWith("*/")) return "";
  return line.startsWith("*") ? line.slice(1).trim() : line;
}

/** One word, whatever an operation is called, and never the end of a comment. */
function inMark(id: string): string {
  if (id === "") return "-";
  return id === "-" ? "%2D" : id.replace(/[\s%]/gu, encodeURIComponent).replaceAll("*/", "%2A/");
}

function fromMark(word: string): string {
  return word === "-" ? "" : percentDecoded(word);
}

export interface Marked {
  readonly kind: Kind;
  readonly id: string;
  /** Text of the comment above the mark. */
  readonly comment: readonly string[];
}

/** The comment up to its mark, without the end of the comment: lines joined by `\n`. */
function printMarked({ kind, id, comment }: Marked, restSum: string): string {
  const lines = [...comment, "", `${TAG} ${kind} ${inMark(id)} ${checksum(comment)}-${restSum}`];
  return ["/**", ...lines.map((line) => ` * ${safe(line)}`.trimEnd())].join("\n");
}

/** A new file: what stands before the marked comment, the comment, and what follows it. */
export function printFile(before: string, marked: Marked, after: string): string {
  const sum = checksum([before, after]);
  return `${before}${printMarked(marked, sum)}\n */\n${after}`;
}

/** True if the file is as scaffolding wrote it. */
export function isUntouched(text: string, marker: Marker): boolean {
  return isCommentUntouched(marker) && restSumOf(text, marker) === marker.restSum;
}

export function isCommentUntouched({ lines, commentSum }: Marker): boolean {
  return checksum(lines.slice(0, -1)) === commentSum && lines.at(-1) === "";
}

function restSumOf(text: string, { start, end }: Marker): string {
  const after = withLineBreaks(text.slice(end), "\n");
  const close = "\n */\n";
  return after.startsWith(close)
    ? checksum([withLineBreaks(text.slice(0, start), "\n"), after.slice(close.length)])
    : "";
}

/** Replaces the comment. Lines that a user has written into it stay below, as they were. */
export function commentEdit(text: string, marker: Marker, marked: Marked): Edit | undefined {
  const { start, end, lines } = marker;
  if (marker.id === marked.id && checksum(marked.comment) === marker.commentSum) return undefined;
  const lineBreak = lineBreakOf(text);
  const printed = withLineBreaks(printMarked(marked, marker.restSum), lineBreak);
  if (isCommentUntouched(marker)) return { start, end, text: printed };
  const markStart = text.lastIndexOf("\n", end - 1) + 1;
  const firstBreak = text.indexOf("\n", start) + 1;
  const kept = lines.length === 0 ? "" : text.slice(firstBreak, markStart);
  return {
    start,
    end,
    text: kept === "" ? printed : `${printed}${lineBreak}${kept.slice(0, -lineBreak.length)}`,
  };
}

function checksum(parts: readonly string[]): string {
  return hash(JSON.stringify(parts.map(safe))).slice(0, 8);
}

/** Nothing that a specification says may end the comment it stands in. */
function safe(line: string): string {
  return line.replaceAll("*/", "*\\/");
}
