/** The gate for text of clients that enters events: what has no canonical form cannot be hashed or signed (O33). */
import { type JsonObject, tryCanonicalEventJson } from "@knockgen/auth";
import { badJson, entityTooLarge } from "../errors.js";

/** An event has at most 65,536 bytes, so a content that alone has more fits none. */
const MAX_BYTES = 65_536;

/** Gives a content back, or throws what to answer: 400 for half a surrogate pair and the like, 413 for too much. */
export function canonicalInput<Content extends JsonObject>(content: Content): Content {
  const form = tryCanonicalEventJson(content);
  if (!form.ok) throw badJson(`The event would have no canonical form: ${form.error.message}`);
  if (Buffer.byteLength(form.value) > MAX_BYTES)
    throw entityTooLarge(`The content has more than ${MAX_BYTES} bytes`);
  return content;
}
