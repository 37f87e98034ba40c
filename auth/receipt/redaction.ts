/** When a redaction takes effect (room versions 3 and later, "Handling redactions"). */
import { sameDomain } from "../identifier/domain.js";
import { own } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import { atLeast } from "../read/level.js";
import { actionLevel, type LevelSource, userLevel } from "../read/power-levels.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";

/** The ID of the event that a redaction is about: in its content from version 11 on, at the top level before. */
export function redactedEventId(redaction: Pdu, version: AnyRoomVersion): string | undefined {
  const source = knownRules(version).redactsInContent ? redaction.content : redaction.json;
  const id = own(source, "redacts");
  return typeof id === "string" ? id : undefined;
}

/**
 * Whether an accepted redaction is to be applied to its target: its sender has the redact level, or both events are
 * of the same server. In versions 1 and 2 the rules ask this, and acceptance is application.
 */
export function redactionApplies(redaction: Pdu, target: Pdu, levels: LevelSource): boolean {
  const id = redactedEventId(redaction, levels.rules);
  if (id !== target.eventId || redaction.roomId !== target.roomId) return false;
  if (levels.rules.redactionRule) return true;
  if (atLeast(userLevel(levels, redaction.sender), actionLevel(levels, "redact")) === true) return true;
  return sameDomain(redaction.sender, target.sender);
}
