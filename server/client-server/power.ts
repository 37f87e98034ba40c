/** Power checks for actions that are not events. */
import { ROOM_VERSIONS, requiredLevel, userLevel } from "@knockgen/auth";
import type { ServerContext } from "../context.js";

/** Whether a member could send this piece of state. */
export async function hasStatePower(
  context: Pick<ServerContext, "writer">,
  roomId: string,
  userId: string,
  type: string,
): Promise<boolean> {
  const may = await context.writer.look(roomId, async (draft) => {
    if (draft.room.membershipOf(userId) !== "join") return false;
    const create = await draft.create();
    if (create === undefined) return false;
    const powerLevels = await draft.stateEvent("m.room.power_levels");
    const levels = { rules: ROOM_VERSIONS[draft.room.version], create, powerLevels };
    const level = userLevel(levels, userId);
    const needed = requiredLevel(levels, { ...create, type, stateKey: "" });
    return level !== undefined && needed !== undefined && level >= needed;
  });
  return may ?? false;
}
