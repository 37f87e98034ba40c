/** Lines of a file or of standard input, unpacked where the name ends in .gz. */
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Failure } from "./failure.js";

/** More than any case takes; what has no end is told before it fills the memory. */
const MAX_LINE = 128 * 1024 * 1024;

function open(file: string | undefined): Readable {
  if (file === undefined || file === "-") return process.stdin;
  const stream = createReadStream(file);
  if (!file.endsWith(".gz")) return stream;
  const unzipped = createGunzip();
  stream.on("error", (error) => unzipped.destroy(error));
  return stream.pipe(unzipped);
}

function tooLong(): Failure {
  return new Failure(`a line is longer than ${MAX_LINE} characters`, 2);
}

/**
 * The lines of a file, or of standard input for `-`. Only a line feed ends one: JSON text may hold a carriage return
 * between its tokens, and U+2028 in its strings.
 */
export async function* readLines(file: string | undefined): AsyncGenerator<string> {
  const input: AsyncIterable<unknown> = open(file).setEncoding("utf8");
  let begun: string[] = [];
  let length = 0;
  for await (const chunk of input) {
    const [first = "", ...rest] = String(chunk).split("\n");
    begun.push(first);
    length += first.length;
    if (length > MAX_LINE) throw tooLong();
    const last = rest.pop();
    if (last === undefined) continue;
    yield begun.join("");
    yield* rest;
    begun = [last];
    length = last.length;
  }
  if (length > 0) yield begun.join("");
}
