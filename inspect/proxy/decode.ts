/** Undoes the content encoding of a copy of a body, within a bound. */
import { promisify } from "node:util";
import * as zlib from "node:zlib";

type Decoder = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const inflate = promisify(zlib.inflate);
const inflateRaw = promisify(zlib.inflateRaw);

const DECODERS: { readonly [encoding: string]: Decoder } = {
  gzip: promisify(zlib.gunzip),
  "x-gzip": promisify(zlib.gunzip),
  // Some servers leave out what is around the data.
  deflate: (bytes, options) => inflate(bytes, options).catch(() => inflateRaw(bytes, options)),
  br: promisify(zlib.brotliDecompress),
  ...zstd(),
};

/** Node has it since 22.15. */
function zstd(): { readonly zstd?: Decoder } {
  const decompress: unknown = Reflect.get(zlib, "zstdDecompress");
  if (typeof decompress !== "function") return {};
  return {
    zstd: (bytes, options) =>
      new Promise((resolve, reject) => {
        decompress(bytes, options, (error: Error | null, decoded: Uint8Array) =>
          error === null ? resolve(decoded) : reject(error),
        );
      }),
  };
}

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
