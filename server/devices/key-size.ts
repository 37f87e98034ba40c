/** How large a key may be: honest ones have a kilobyte or two, and others are given many of them at once (O8). */
import { type JsonValue, takesMoreThan } from "@knockgen/auth";
import { invalidParam } from "../errors.js";

const MAX_BYTES = 64 * 1024;

/** Refuses a key, or the keys of a device, with 400 where it is larger. */
export function checkKeySize(key: JsonValue): void {
  if (takesMoreThan(key, MAX_BYTES) || JSON.stringify(key).length > MAX_BYTES)
    throw invalidParam("A key is too large");
}
