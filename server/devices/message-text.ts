/** A message to a device as it is kept. */
import { type JsonObject, MAX_EVENT_BYTES, takesMoreThan, tryCanonicalEventJson } from "@knockgen/auth";

/** Its canonical form; undefined where it has none, or is larger than an event may be. */
export function messageText(message: JsonObject): string | undefined {
  // One that is certainly too large is not encoded to find that out.
  if (takesMoreThan(message, MAX_EVENT_BYTES)) return undefined;
  const json = tryCanonicalEventJson(message);
  return json.ok && json.value.length <= MAX_EVENT_BYTES ? json.value : undefined;
}
