/** IDs that clients make up themselves: they are kept in an index, which takes no text of any length. */
import { badJson, invalidParam } from "../errors.js";
import { hasHalfPair } from "./half-pair.js";

const MAX_BYTES = 255;

/** Refuses with 400 an ID that is too long, or that no table and no event can hold; `what` names it. */
export function checkId(id: string, what: string): void {
  checkText(id, what);
  if (Buffer.byteLength(id) > MAX_BYTES) throw invalidParam(`The ${what} is too long`);
}

/** Refuses with 400 a text of which UTF-8 has no form, since another one would be kept (O33). */
export function checkText(text: string, what: string): void {
  if (hasHalfPair(text)) throw badJson(`The ${what} has half a surrogate pair`);
}
