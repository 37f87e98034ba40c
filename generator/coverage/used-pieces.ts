/** Tells the components of documents that something is made of from those that nothing refers to. */
import nodePath from "node:path";
import { groupBy } from "../group-by.js";
import { percentDecoded } from "../percent-decode.js";
import { pointer } from "../pointer.js";
import { kindOfEntries } from "./kinds.js";
import { innermost, type Piece, type Walked } from "./walk.js";

/** Where security schemes are kept, which are named and not referred to. */
const SCHEMES: ReadonlySet<string> = new Set([
  "components.securitySchemes",
  "document.securityDefinitions",
  "security scheme",
]);

interface PlacedPiece {
  readonly piece: Piece;
  readonly file: string;
}

/** Pieces that something is made of: the documents, and what references lead to from there. */
export function usedPieces(walked: ReadonlyMap<string, Walked>): ReadonlySet<Piece> {
  const all = [...walked].flatMap(([file, { pieces }]) =>
    [...pieces.values()].map((piece): PlacedPiece => ({ piece, file })),
  );
  const schemes = schemesByName(all);
  const waiting = all.filter(({ piece }) => piece.shelf === undefined || piece.hasName);
  const used = new Set<Piece>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (used.has(next.piece)) continue;
    used.add(next.piece);
    const targets = [
      ...[...next.piece.references].flatMap(([reference, kind]) =>
        targetsOf(placeOf(reference, next.file), kind, walked),
      ),
      ...[...next.piece.schemes].flatMap((name) => schemes.get(pointer(name)) ?? []),
    ];
    for (const target of targets) if (!used.has(target.piece)) waiting.push(target);
  }
  return used;
}

/** Security schemes of all files, by the last part of their pointers. */
function schemesByName(all: readonly PlacedPiece[]): ReadonlyMap<string, readonly PlacedPiece[]> {
  return groupBy(
    all.filter(({ piece }) => SCHEMES.has(piece.shelf ?? "")),
    (each) => [each.piece.at.slice(each.piece.at.lastIndexOf("/")), each],
  );
}

/** The innermost piece around the place that a reference leads to; of one to a map, all that it holds as well. */
function targetsOf(
  { file, pointer: fragment }: Place,
  kind: string,
  walked: ReadonlyMap<string, Walked>,
): readonly PlacedPiece[] {
  const pieces = walked.get(file)?.pieces ?? new Map<string, Piece>();
  const piece = innermost(fragment, pieces);
  if (piece === undefined) return [];
  const ownShelf = piece.at === "" ? kindOfEntries(kind) : undefined;
  const held = ownShelf === undefined ? [] : [...pieces.values()].filter(({ shelf }) => shelf === ownShelf);
  return [piece, ...held].map((each) => ({ piece: each, file }));
}

interface Place {
  readonly file: string;
  readonly pointer: string;
}

/** Of references by address and by name, a file that is not there. */
export function placeOf(reference: string, from: string): Place {
  const [path = "", fragment = ""] = reference.split("#", 2).map(percentDecoded);
  const file = path === "" ? from : nodePath.posix.join(nodePath.posix.dirname(from), path);
  return { file, pointer: fragment };
}
