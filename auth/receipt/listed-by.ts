/** The events by which an event is judged. */
import type { Pdu } from "../pdu/pdu.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";

/** Events that an event rests on. The create event is named by the room ID alone in version 12. */
export function listedBy(event: Pdu, version: AnyRoomVersion): readonly string[] {
  const isImplied = knownRules(version).roomId === "create-event" && event.type !== "m.room.create";
  return isImplied ? [...event.authEventIds, `$${event.roomId.slice(1)}`] : event.authEventIds;
}
