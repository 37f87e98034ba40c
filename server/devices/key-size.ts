/** How large a key may be: honest ones have a kilobyte or two, and others are given many of them at once (O8). */
import { type JsonValue, takesMoreThan } from "@knockgen/auth";
import { invalidParam } from "../errors.js";

const MAX_BYTES = 64 * 1024;
/** Of one that is given once, or again and again: some hundreds of them may be claimed by one request. */
export const MAX_CLAIMED_BYTES: number = 4 * 1024;

/** Refuses a key, or the keys of a device, with 400 where it is larger. */
export function checkKeySize(key: JsonValue, most: number = MAX_BYTES): void {
  if (takesMoreThan(key, most) || JSON.stringify(key).length > most) throw invalidParam("A key is too large");
}
