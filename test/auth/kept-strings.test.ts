/** Memory of strings that are kept of a large text. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type JsonValue, parseJsonInSlices } from "@knockgen/auth";
import { expect, it } from "vitest";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** The last value of a list that comes in parts. */
function last(parts: readonly string[]): JsonValue | undefined {
  const reader = parseJsonInSlices(parts);
  for (;;) {
    const { done, value } = reader.next();
    if (!done) continue;
    return value.ok && Array.isArray(value.value) ? value.value.at(-1) : undefined;
  }
}

const ID = `$${"k".repeat(43)}`;
const SIGNATURE = "s".repeat(86);
const JUNK = "x".repeat(2 ** 20);

it.each([
  ["an ID that stood in an earlier part", ID, [`["${ID}","${JUNK}",`, `"${ID}"]`]],
  ["a signature", SIGNATURE, [`["${JUNK}","${SIGNATURE}"]`]],
])("keeps %s without the text", (_, text, parts) => {
  // A text of its own each time, as one that comes off the wire is.
  const read = () => last(parts.map((part) => Buffer.from(part).toString()));
  expect(read()).toBe(text);
  const before = heapUsed();
  const kept = Array.from({ length: 16 }, read);
  expect(heapUsed() - before).toBeLessThan(4 * 2 ** 20);
  expect(kept).toHaveLength(16);
});
