/** Events on their way out of this server: what was redacted stays here. */
import { type JsonObject, type RoomVersion, redact } from "@knockgen/auth";
import type { StoredEvent } from "../store/store.js";

/** An event without what a redaction has taken away. The engine alone reads more, since redactions change no rights. */
export function shownJson(
  { json, redactedBy }: Pick<StoredEvent, "json" | "redactedBy">,
  version: RoomVersion,
  isErased = false,
): JsonObject {
  return redactedBy === undefined && !isErased ? json : redact(json, version);
}

const TO_JUDGE_BY = new Set(["m.room.create", "m.room.power_levels", "m.room.join_rules"]);

/** State that others need to judge events is never hidden: redacting it would change verdicts. */
export function isNeededToJudge(type: string, stateKey: string | undefined): boolean {
  return stateKey === "" && TO_JUDGE_BY.has(type);
}
