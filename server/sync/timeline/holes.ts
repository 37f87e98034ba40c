/** Where a room's history has holes (O20): `/sync` begins anew above them, `/messages` fills them. */
import type { ServerContext } from "../../context.js";
import { type HeldEvents, openAmong } from "../../room/holes.js";
import type { Room } from "../../room/room.js";
import type { Hole, Position } from "../../store/store.js";

/** The holes that end in a part of a room's history, the newest first, with what is still open of each. */
export async function holesWithin(
  { store, writer }: Pick<ServerContext, "store" | "writer">,
  room: Room,
  after: Position,
  upTo: Position,
): Promise<readonly Hole[]> {
  const events: HeldEvents = { many: async (ids) => [...(await writer.events.many(ids, room)).values()] };
  const holes: Hole[] = [];
  for (const hole of await store.holes(room.roomId, after, upTo)) {
    const open = await openAmong(events, hole.open);
    // Missing events may have come by themselves.
    if (open.length > 0) holes.push({ ...hole, open });
  }
  return holes;
}
