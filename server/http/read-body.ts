/** Bodies of clients: others have their turn before and after a large one is read (O1). */
import { parseJson } from "@knockgen/matrix/runtime/json";
import { pause } from "../bounds/turns.js";

/** A smaller one takes a few milliseconds in all. */
const LARGE_BYTES = 64 * 1024;

/** As `parseJson`. What comes next looks at the whole value again. */
export async function readBody(bytes: Uint8Array): Promise<unknown> {
  if (bytes.length < LARGE_BYTES) return parseJson(bytes);
  await pause();
  const value = parseJson(bytes);
  await pause();
  return value;
}
