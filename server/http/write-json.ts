/** JSON of answers: large ones in pieces, while others have their turn (O1). */
import { pause, Turns } from "../bounds/turns.js";
import { isJsonLike, sizeUpTo } from "../values/size-up-to.js";
import { writtenText } from "../values/written-json.js";

/** About as many bytes are written at once. */
const PIECE_BYTES = 32 * 1024;

/** As `JSON.stringify`, but for the order of keys that are numbers; of a large value in UTF-8, so that it takes nothing of the heap (O8). */
export async function writeJsonInTurns(value: unknown): Promise<string | Uint8Array | undefined> {
  if (sizeUpTo(value, PIECE_BYTES) < PIECE_BYTES) return JSON.stringify(value);
  // To list the keys of a large object takes long, and the handler has just done so.
  await pause();
  const turns = new Turns();
  const written: Uint8Array[] = [];
  for (const piece of pieces(value)) {
    written.push(typeof piece === "string" ? Buffer.from(piece) : piece);
    await turns.next();
  }
  return Buffer.concat(written);
}

function* pieces(value: unknown): Generator<string | Uint8Array> {
  if (Array.isArray(value)) yield* piecesOfList(value);
  else if (isJsonLike(value)) yield* piecesOfObject(value);
  else yield writtenText(value) ?? JSON.stringify(value) ?? "null";
}

/** Small items together, each large one in pieces of its own. */
function* piecesOfList(list: readonly unknown[]): Generator<string | Uint8Array> {
  yield "[";
  let some: unknown[] = [];
  let size = 0;
  let comma = "";
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
  yield some.length === 0 ? "]" : `${comma}${inner(some)}]`;
}

/** As of a list. Members that JSON cannot say are left out. */
function* piecesOfObject(object: Readonly<Record<string, unknown>>): Generator<string | Uint8Array> {
  yield "{";
  let some = "";
  let comma = "";
  for (const key of Object.keys(object)) {
    const value = object[key];
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
  yield `${some}}`;
}

/** The JSON of a list, without what stands around it. */
function inner(value: readonly unknown[]): string {
  return JSON.stringify(value).slice(1, -1);
}
