/** IDs that clients make up themselves: they are kept in an index, which takes no text of any length. */
import { invalidParam } from "../errors.js";

const MAX_BYTES = 255;

/** Refuses with 400 an ID that is too long; `what` names it. */
export function checkId(id: string, what: string): void {
  if (Buffer.byteLength(id) > MAX_BYTES) throw invalidParam(`The ${what} is too long`);
}
