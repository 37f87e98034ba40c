/** JSON of answers: large ones in pieces, while others have their turn (O1). */
import { pause, Turns } from "../bounds/turns.js";
import type { Later } from "../values/read-later.js";
import { sizeUpTo } from "../values/size-up-to.js";
import {
  isLater,
  isMember,
  PIECE_BYTES,
  type Piece,
  pieces,
  piecesOfItems,
  piecesOfMembers,
} from "./json-pieces.js";

/**
 * As `JSON.stringify`, but for the order of keys that are numbers; of a large value in UTF-8, so that it takes nothing of the heap,
 * and of one with parts that are read later as a stream, which goes on when the reader has taken what came before (O8). `onError`
 * gets what breaks it off.
 */
export async function writeJsonInTurns(
  value: unknown,
  onError: (error: unknown) => void = () => {},
): Promise<string | Uint8Array | ReadableStream<Uint8Array> | undefined> {
  if (sizeUpTo(value, PIECE_BYTES) < PIECE_BYTES) return JSON.stringify(value);
  // To list the keys of a large object takes long, and the handler has just done so.
  await pause();
  const turns = new Turns();
  const written: Uint8Array[] = [];
  const rest = pieces(value);
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    const piece = next.value;
    if (isLater(piece)) return smallOrStream(streamed(written, piece, rest), onError);
    written.push(bytesOf(piece));
    await turns.next();
  }
  return Buffer.concat(written);
}

function bytesOf(piece: string | Uint8Array): Uint8Array {
  return typeof piece === "string" ? Buffer.from(piece) : piece;
}

/** One piece where the text has turned out to be no more, as of most states: that is cheaper to send than a stream. */
async function smallOrStream(
  text: AsyncGenerator<Uint8Array, undefined>,
  onError: (error: unknown) => void,
): Promise<Uint8Array | ReadableStream<Uint8Array> | undefined> {
  const [first, second] = [await text.next(), await text.next()];
  if (first.done === true || second.done === true) return first.value;
  const read = [first.value, second.value];
  let isCancelled = false;
  const source = {
    pull: async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      try {
        const value = read.shift() ?? (await text.next()).value;
        // The reader has gone away meanwhile: an end of many, and not an error.
        if (isCancelled) return;
        if (value === undefined) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        onError(error);
        throw error;
      }
    },
    cancel: async () => {
      isCancelled = true;
      await text.return(undefined);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** The text from its beginning, from its first part that is read later, and from there. */
async function* streamed(
  written: Uint8Array[],
  first: Later,
  rest: Iterable<Piece>,
): AsyncGenerator<Uint8Array, undefined> {
  const turns = new Turns();
  let some = written;
  let size = 0;
  for await (const piece of allRead(first, rest)) {
    const bytes = bytesOf(piece);
    some.push(bytes);
    size += bytes.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(some);
    [some, size] = [[], 0];
    await turns.next();
  }
  yield Buffer.concat(some);
}

async function* allRead(first: Later, rest: Iterable<Piece>): AsyncGenerator<string | Uint8Array> {
  yield* readNow(first);
  for (const piece of rest) {
    if (isLater(piece)) yield* readNow(piece);
    else yield piece;
  }
}

async function* readNow({ kind, read }: Later): AsyncGenerator<string | Uint8Array> {
  const [open, close] = kind === "list" ? "[]" : "{}";
  yield open ?? "";
  let comma = "";
  for await (const part of read()) {
    for (const piece of kind === "list"
      ? piecesOfItems(part, comma)
      : piecesOfMembers(part.filter(isMember), comma)) {
      if (isLater(piece)) yield* readNow(piece);
      else yield piece;
      comma = ",";
    }
  }
  yield close ?? "";
}
