/** Who may redact what others have sent (C14). */
import { actionLevel, ROOM_VERSIONS, userLevel } from "@knockgen/auth";
import { forbidden } from "../errors.js";
import type { RoomDraft } from "../room/draft/draft.js";

/** The rules of events let a redaction pass that its sender may send; without the redact level it would have no effect. */
export async function requireRedactLevel(draft: RoomDraft, userId: string): Promise<void> {
  const create = await draft.create();
  const powerLevels = await draft.stateEvent("m.room.power_levels");
  const levels = create && { rules: ROOM_VERSIONS[draft.room.version], create, powerLevels };
  const level = levels && userLevel(levels, userId);
  const needed = levels && actionLevel(levels, "redact");
  if (level === undefined || needed === undefined || level < needed)
    throw forbidden("You may not redact what others have sent in this room");
}
