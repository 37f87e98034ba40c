/** Power checks that the rules of events do not make. */
import { actionLevel, type LevelSource, ROOM_VERSIONS, requiredLevel, userLevel } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import type { RoomDraft } from "../room/draft/draft.js";

/** Whether a member could send this piece of state. */
export async function hasStatePower(
  context: Pick<ServerContext, "writer">,
  roomId: string,
  userId: string,
  type: string,
): Promise<boolean> {
  const may = await context.writer.look(roomId, async (draft) => {
    if (draft.room.membershipOf(userId) !== "join") return false;
    const levels = await levelsOf(draft);
    if (levels === undefined) return false;
    const level = userLevel(levels, userId);
    const needed = requiredLevel(levels, { ...levels.create, type, stateKey: "" });
    return level !== undefined && needed !== undefined && level >= needed;
  });
  return may ?? false;
}

/**
 * Refuses with 403 who may not redact what others have sent (C14). The rules of events let a redaction pass that its sender may
 * send; without the redact level it would have no effect.
 */
export async function requireRedactLevel(draft: RoomDraft, userId: string): Promise<void> {
  const levels = await levelsOf(draft);
  const level = levels && userLevel(levels, userId);
  const needed = levels && actionLevel(levels, "redact");
  if (level === undefined || needed === undefined || level < needed)
    throw forbidden("You may not redact what others have sent in this room");
}

/** Undefined for a room without a create event. */
async function levelsOf(draft: RoomDraft) {
  const create = await draft.create();
  if (create === undefined) return undefined;
  const powerLevels = await draft.stateEvent("m.room.power_levels");
  return { rules: ROOM_VERSIONS[draft.room.version], create, powerLevels } satisfies LevelSource;
}
