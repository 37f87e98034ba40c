/** Paths in pieces: what a template says of each segment, and what a request has in its place. */
import { MatrixHttpError } from "./matrix-http-error.js";

/** Text as it is, or a parameter. */
export type Piece = string | { readonly parameter: string; readonly mayBeEmpty: boolean };

/** `/a/{b}` -> `["a", "{b}"]`; a slash at the end is a segment of its own, which is empty. */
export function splitPath(path: string): string[] {
  return path.replace(/^\//, "").split("/");
}

export function piecesOf(segment: string, optional: ReadonlySet<string>): Piece[] {
  return segment
    .split(/(\{[^}]*\})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      if (!piece.startsWith("{") || !piece.endsWith("}")) return piece;
      const parameter = piece.slice(1, -1);
      return { parameter, mayBeEmpty: optional.has(parameter) };
    });
}

/** Matches the parameters of a segment; each takes as little as possible, so that this is linear. */
export function capture(pieces: readonly Piece[], segment: string): string[] | undefined {
  const values: string[] = [];
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece === "string") {
      if (!segment.startsWith(piece, at)) return undefined;
      at += piece.length;
      continue;
    }
    const end = endOfValue(segment, at, pieces, index + 1);
    if (end < at || (end === at && !piece.mayBeEmpty)) return undefined;
    values.push(segment.slice(at, end));
    at = end;
  }
  return at === segment.length ? values : undefined;
}

/** Where a value that begins at `at` ends: before the text of the piece that follows it, which as the last one is a suffix. */
function endOfValue(segment: string, at: number, pieces: readonly Piece[], following: number): number {
  const next = pieces[following];
  if (typeof next !== "string") return segment.length;
  return following + 1 === pieces.length ? segment.lastIndexOf(next) : segment.indexOf(next, at + 1);
}

export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new MatrixHttpError(400, "M_INVALID_PARAM", "The path is not percent-encoded as it should be");
  }
}
