/** Bodies of clients: others have their turn while a large one is read (O1). */
import { parseJson } from "@knockgen/matrix/runtime/json";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";
import { pause } from "../bounds/turns.js";
import { readInTurns } from "../values/read-in-turns.js";

/** A smaller one takes a few milliseconds in all. */
const LARGE_BYTES = 64 * 1024;
/** As of small bodies. */
const MAX_DEPTH = 200;

/** As `parseJson`. What comes next looks at the whole value again. */
export async function readBody(bytes: Uint8Array): Promise<unknown> {
  if (bytes.length < LARGE_BYTES) return parseJson(bytes);
  await pause();
  const read = await readInTurns([bytes], { maxDepth: MAX_DEPTH, plainNumbers: true });
  await pause();
  if (read === undefined) throw new MatrixHttpError(400, "M_NOT_JSON", "The body is not UTF-8");
  if (read.ok) return read.value;
  throw read.error.code === "json/too-deep"
    ? new MatrixHttpError(400, "M_BAD_JSON", `The body is nested more than ${MAX_DEPTH} levels deep`)
    : new MatrixHttpError(400, "M_NOT_JSON", "The body is not JSON");
}
