/** Events on their way out of this server: what was redacted stays here. */
import { type JsonObject, type RoomVersion, redact } from "@knockgen/auth";
import type { StoredEvent } from "../store/types.js";

/** An event without what a redaction has taken away. The engine alone reads more, since redactions change no rights. */
export function shownJson(
  { json, redactedBy }: Pick<StoredEvent, "json" | "redactedBy">,
  version: RoomVersion,
): JsonObject {
  return redactedBy === undefined ? json : redact(json, version);
}
