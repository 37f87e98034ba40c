/** Redactions: whether one that was added takes effect on what it names. */
import { type Pdu, ROOM_VERSIONS, redactedEventId, redactionApplies } from "../../auth/index.js";
import type { DraftParts } from "./draft-parts.js";

/** Notes the redaction, if the event is one and the present power levels let it take effect. */
export async function redactBy({ room, events, write }: DraftParts, pdu: Pdu): Promise<void> {
  if (pdu.type !== "m.room.redaction") return;
  const target = await events.one(redactedEventId(pdu, room.version));
  if (target === undefined) return;
  const levels = {
    rules: ROOM_VERSIONS[room.version],
    create: await events.one(room.at("m.room.create", "")),
    powerLevels: await events.one(room.at("m.room.power_levels", "")),
  };
  if (redactionApplies(pdu, target, levels)) write.redact(target.eventId, pdu.eventId);
}
