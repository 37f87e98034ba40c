/** JSON of any size from bytes that may have come in parts, while others have their turn (O1). */
import {
  type JsonError,
  type JsonValue,
  parseJsonInSlices,
  type Result,
  type SlicedReadOptions,
} from "@knockgen/auth";
import { Turns } from "../bounds/turns.js";

/** Bytes that are decoded at a time. */
const PART_BYTES = 64 * 1024;

/** As the sliced reader of the engine. Undefined for what is not UTF-8. */
export async function readInTurns(
  parts: readonly Uint8Array[],
  options: SlicedReadOptions,
): Promise<Result<JsonValue, JsonError> | undefined> {
  const text = new TextInParts(parts);
  const reader = parseJsonInSlices(text, options);
  const turns = new Turns();
  for (;;) {
    const step = reader.next();
    if (step.done) return text.isUtf8 ? step.value : undefined;
    await turns.next();
  }
}

/** A text may begin with a byte order mark; elsewhere that is a letter like the rest. */
const beginning = new TextDecoder("utf-8", { fatal: true });
const further = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Undefined for what is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, decoder: TextDecoder = beginning): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
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
    for (let at = 0; at < part.length; at += PART_BYTES) {
      const some = part.subarray(at, at + PART_BYTES);
      gathered.push(some);
      length += some.length;
      if (length < PART_BYTES) continue;
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
