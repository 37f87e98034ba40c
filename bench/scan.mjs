/**
 * How readers of foreign text grow: `npm run build && node bench/scan.mjs`. A row is one hostile shape, read after V8 has
 * optimised the reader, in milliseconds at sizes that double, with the ratio of the last two. About 2 is linear.
 */
import { parseJson } from "../auth/dist/index.js";
import { needsLosslessReader } from "../auth/dist/json/scan.js";

const SHAPES = {
  "short keys": (size) => `{${'"1":0,'.repeat(size / 6)}"2":0}`,
  "different keys": (size) => `{${Array.from({ length: size / 10 }, (_, at) => `"${at}":0`).join()}}`,
  "short strings": (size) => `[${'"a",'.repeat(size / 4)}0]`,
  "an escape at each end": (size) => `["\\n",${'"a",'.repeat(size / 4)}"\\n"]`,
  "escaped quotes": (size) => `["${'\\"'.repeat(size / 2)}"]`,
  backslashes: (size) => `["${"\\\\".repeat(size / 2)}"]`,
  "no closing quote": (size) => `["${"a".repeat(size)}`,
  "space after strings": (size) => `[${'"\\n"            ,'.repeat(size / 17)}0]`,
  floats: (size) => `[${"1.5,".repeat(size / 4)}0]`,
  "open brackets": (size) => "[".repeat(size),
  "an integer of many digits": (size) => `[${"1".repeat(size)}]`,
};
const READERS = { needsLosslessReader, parseJson };
const SIZES = [1, 2, 4, 8].map((mebibytes) => mebibytes << 20);

/** The best of three, since other work on the machine only ever adds. */
function milliseconds(read, text) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    read(text);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

for (const [reader, read] of Object.entries(READERS)) {
  const rows = {};
  for (const [shape, make] of Object.entries(SHAPES)) {
    const short = make(2048);
    for (let round = 0; round < 5_000; round++) read(short);
    const times = SIZES.map((size) => milliseconds(read, make(size)));
    const columns = times.map((time, at) => [`${SIZES[at] >> 20} MiB`, time.toFixed(2)]);
    rows[shape] = { ...Object.fromEntries(columns), ratio: (times[3] / times[2]).toFixed(2) };
  }
  console.log(reader);
  console.table(rows);
}
