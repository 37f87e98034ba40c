/** Undoes the content encoding of a copy of a body, within a bound. */
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

const DECODERS: {
  readonly [encoding: string]: (
    bytes: Uint8Array,
    options: { maxOutputLength: number },
  ) => Promise<Uint8Array>;
} = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Undefined where the encoding is unknown, the body damaged, or what comes out larger than the bound. */
export async function decodeBody(
  bytes: Uint8Array,
  encoding: string | undefined,
  bound: number,
): Promise<Uint8Array | undefined> {
  const names = (encoding ?? "").split(",").map((name) => name.trim().toLowerCase());
  let decoded = bytes;
  for (const name of names.reverse()) {
    if (name === "" || name === "identity") continue;
    const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    if (decoder === undefined) return undefined;
    try {
      decoded = await decoder(decoded, { maxOutputLength: bound });
    } catch {
      return undefined;
    }
  }
  return decoded;
}
