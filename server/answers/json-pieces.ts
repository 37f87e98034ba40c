/** The text of a value as JSON in pieces: small parts together, each large one in pieces of its own. */
import { type Later, laterOf } from "../values/read-later.js";
import { isJsonLike, sizeUpTo } from "../values/size-up-to.js";
import { writtenText } from "../values/written-json.js";

/** About as many bytes are in a piece. */
export const PIECE_BYTES: number = 32 * 1024;

/** A part of the text, or something that is read later and whose text comes here. */
export type Piece = string | Uint8Array | Later;

export function isLater(piece: Piece): piece is Later {
  return typeof piece === "object" && "read" in piece;
}

export function isMember(value: unknown): value is readonly [string, unknown] {
  return Array.isArray(value) && typeof value[0] === "string";
}

/** The text of a value, in order. */
export function* pieces(value: unknown): Generator<Piece> {
  const later = typeof value === "object" && value !== null ? laterOf(value) : undefined;
  if (later !== undefined) yield later;
  else if (Array.isArray(value)) {
    yield "[";
    yield* piecesOfItems(value, "");
    yield "]";
  } else if (isJsonLike(value)) {
    yield "{";
    yield* piecesOfMembers(membersOf(value), "");
    yield "}";
  } else yield writtenText(value) ?? JSON.stringify(value) ?? "null";
}

function* membersOf(object: Readonly<Record<string, unknown>>): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(object)) yield [key, object[key]];
}

/** Small items together, each large one in pieces of its own. */
export function* piecesOfItems(list: readonly unknown[], first: string): Generator<Piece> {
  let some: unknown[] = [];
  let size = 0;
  let comma = first;
  for (const item of list) {
    const bytes = sizeUpTo(item, PIECE_BYTES);
    const isWritten = writtenText(item) !== undefined;
    if (some.length > 0 && (isWritten || size + bytes > PIECE_BYTES)) {
      yield comma + inner(some);
      [some, size, comma] = [[], 0, ","];
    }
    if (bytes < PIECE_BYTES && !isWritten) {
      some.push(item);
      size += bytes;
    } else {
      yield comma;
      yield* pieces(item);
      comma = ",";
    }
  }
  if (some.length > 0) yield comma + inner(some);
}

/** As of a list. Members that JSON cannot say are left out. */
export function* piecesOfMembers(
  members: Iterable<readonly [string, unknown]>,
  first: string,
): Generator<Piece> {
  let some = "";
  let comma = first;
  for (const [key, value] of members) {
    if (sizeUpTo(value, PIECE_BYTES) < PIECE_BYTES && writtenText(value) === undefined) {
      const text = JSON.stringify(value);
      if (text === undefined) continue;
      some += `${comma}${JSON.stringify(key)}:${text}`;
      comma = ",";
      if (some.length < PIECE_BYTES) continue;
      yield some;
    } else {
      yield `${some}${comma}${JSON.stringify(key)}:`;
      yield* pieces(value);
      comma = ",";
    }
    some = "";
  }
  if (some !== "") yield some;
}

/** The JSON of a list, without what stands around it. */
function inner(value: readonly unknown[]): string {
  return JSON.stringify(value).slice(1, -1);
}
