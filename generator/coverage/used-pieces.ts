/** Tells the components of documents that something is made of from those that nothing refers to. */
import nodePath from "node:path";
import { groupBy } from "../group-by.js";
import { percentDecoded } from "../percent-decode.js";
import { pointer } from "../pointer.js";
import { innermost, isMapOfOne, type Piece, type Walked } from "./walk.js";

/** Where security schemes are kept, which are named and not referred to. */
const SCHEMES: ReadonlySet<string> = new Set([
  "components.securitySchemes",
  "document.securityDefinitions",
  "security scheme",
]);

/** Pieces that something is made of: the documents, and what references lead to from there. */
export function usedPieces(walked: ReadonlyMap<string, Walked>): ReadonlySet<Piece> {
  const used = new Set<Piece>();
  const waiting: { readonly piece: Piece; readonly file: string }[] = [];
  const use = (piece: Piece | undefined, file: string): void => {
    if (piece === undefined || used.has(piece)) return;
    used.add(piece);
    waiting.push({ piece, file });
  };
  const all = [...walked].flatMap(([file, { pieces }]) =>
    [...pieces.values()].map((piece) => ({ piece, file })),
  );
  for (const { piece, file } of all) if (piece.shelf === undefined || piece.hasName) use(piece, file);
  const schemes = groupBy(
    all.filter(({ piece }) => SCHEMES.has(piece.shelf ?? "")),
    (each) => [each.piece.at.slice(each.piece.at.lastIndexOf("/")), each],
  );
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [reference, kind] of next.piece.references) {
      const { file, piece } = targetOf(reference, next.file, walked);
      use(piece, file);
      // A reference to a map is one to all that it holds.
      if (piece?.at === "" && isMapOfOne(kind))
        for (const each of walked.get(file)?.pieces.values() ?? [])
          if (each.shelf === kind.slice(2)) use(each, file);
    }
    for (const name of next.piece.schemes)
      for (const { piece, file } of schemes.get(pointer(name)) ?? []) use(piece, file);
  }
  return used;
}

/** The innermost piece around the place that a reference leads to. */
function targetOf(
  reference: string,
  from: string,
  walked: ReadonlyMap<string, Walked>,
): { readonly file: string; readonly piece?: Piece | undefined } {
  const { file, pointer: fragment } = placeOf(reference, from);
  const pieces = walked.get(file)?.pieces;
  return { file, piece: pieces && innermost(fragment, pieces) };
}

/** Of references by address and by name, a file that is not there. */
export function placeOf(
  reference: string,
  from: string,
): { readonly file: string; readonly pointer: string } {
  const [path = "", fragment = ""] = reference.split("#", 2).map(percentDecoded);
  const file = path === "" ? from : nodePath.posix.join(nodePath.posix.dirname(from), path);
  return { file, pointer: fragment };
}
