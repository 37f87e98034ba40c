/** Bytes from another server to JSON, without losing what events distinguish. */
import { type JsonError, type JsonValue, parseJson, parseJsonInSlices, type Result } from "@knockgen/auth";
import { spend, Turns } from "../../bounds/turns.js";

/** A text may begin with a byte order mark; elsewhere it is a letter as any other. */
const beginning = new TextDecoder("utf-8", { fatal: true });
const further = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Undefined for what is not UTF-8. */
function decodeUtf8(bytes: Uint8Array, decoder: TextDecoder = beginning): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Texts up to that are read in one go, and larger ones in parts of that size. */
const SMALL_BYTES = 64 * 1024;
/** Keys of one object: the largest event has no more than a fifth of it, and to add one to so many takes long at times. */
const MAX_KEYS = 65_536;

/** Length of what came in parts, in bytes. */
export function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** As `readJson`, of bytes that may have come in parts; everybody else has their turn after each few milliseconds. */
export async function readJsonInTurns(
  given: Uint8Array | readonly Uint8Array[],
): Promise<Result<JsonValue, JsonError> | undefined> {
  const parts = given instanceof Uint8Array ? [given] : given;
  const length = lengthOf(parts);
  spend({ bytes: length });
  if (length <= SMALL_BYTES) return readJson(Buffer.concat(parts));
  const text = new TextInParts(parts);
  const reader = parseJsonInSlices(text, { maxKeys: MAX_KEYS });
  const turns = new Turns();
  for (;;) {
    const step = reader.next();
    if (step.done) return text.isUtf8 ? step.value : undefined;
    await turns.next();
  }
}

/** Decodes as much as is asked for: a text of some megabytes, made at once, holds others up. */
class TextInParts implements Iterable<string> {
  readonly #parts: readonly Uint8Array[];
  /** Of what was decoded so far. */
  isUtf8 = true;

  constructor(parts: readonly Uint8Array[]) {
    this.#parts = parts;
  }

  *[Symbol.iterator](): Generator<string> {
    let decoder = beginning;
    for (const bytes of wholeLetters(this.#parts)) {
      const text = decodeUtf8(bytes, decoder);
      if (text === undefined) {
        this.isUtf8 = false;
        return;
      }
      decoder = further;
      yield text;
    }
  }
}

/** The same bytes in parts that begin and end with whole letters. */
function* wholeLetters(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for (const part of parts)
    for (let at = 0; at < part.length; at += SMALL_BYTES) {
      const some = part.subarray(at, at + SMALL_BYTES);
      gathered.push(some);
      length += some.length;
      if (length < SMALL_BYTES) continue;
      const bytes = Buffer.concat(gathered);
      const end = endOfLetters(bytes);
      yield bytes.subarray(0, end);
      gathered = [bytes.subarray(end)];
      length -= end;
    }
  yield Buffer.concat(gathered);
}

/** Where the last letter begins if it takes several bytes, as more of them may follow; the end otherwise. */
function endOfLetters(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= bytes.length - 4; at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return at;
  }
  return bytes.length;
}

/** `parseJson` bounds the depth. Undefined for what is not UTF-8. */
export function readJson(bytes: Uint8Array): Result<JsonValue, JsonError> | undefined {
  const text = decodeUtf8(bytes);
  return text === undefined ? undefined : parseJson(text);
}
