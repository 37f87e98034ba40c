/** Lines of a file or of standard input, unpacked where the name ends in .gz. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

function open(file: string | undefined): Readable {
  if (file === undefined || file === "-") return process.stdin;
  const stream = createReadStream(file);
  if (!file.endsWith(".gz")) return stream;
  const unzipped = createGunzip();
  stream.on("error", (error) => unzipped.destroy(error));
  return stream.pipe(unzipped);
}

/** The lines of a file, or of standard input for `-`. */
export async function* readLines(file: string | undefined): AsyncGenerator<string> {
  const input = open(file);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let failure: Error | undefined;
  input.once("error", (error: Error) => {
    failure = error;
    lines.close();
  });
  for await (const line of lines) yield line;
  if (failure !== undefined) throw failure;
}
